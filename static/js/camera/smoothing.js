// Readings flicker from frame to frame: the live page shows the mean of the last few, and follows a
// mood only when it has settled.

import { meanFace } from "../face/mean.js";

const WINDOW = 5; // readings, about two and a half seconds
const SETTLED = 3; // readings in a row

export class Smoother {
  #recent = [];
  #mood = null;
  #times = 0;

  // Takes a face of the API; returns one like it, smoothed over the last few.
  add(face) {
    this.#recent = [...this.#recent.slice(1 - WINDOW), face];
    const smooth = meanFace(this.#recent);
    this.#times = smooth.mood === this.#mood ? this.#times + 1 : 1;
    this.#mood = smooth.mood;
    return { box: face.box, ...smooth };
  }

  // Whether the last readings agree on their mood.
  get hasSettled() {
    return this.#times >= SETTLED;
  }

  forget() {
    this.#recent = [];
    this.#times = 0;
  }
}
