// A failure that has a sentence for the visitor. Everything else that is thrown is a mistake of ours.

export class Problem extends Error {}

// One that may be over at the next try.
export class PassingProblem extends Problem {}
