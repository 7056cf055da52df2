// Waiting, as promises.

export const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export const happens = (target, event) =>
  new Promise((done) => target.addEventListener(event, done, { once: true }));
