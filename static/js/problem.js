// A failure that has a sentence for the visitor. Everything else that is thrown is a mistake of ours.

export class Problem extends Error {}
