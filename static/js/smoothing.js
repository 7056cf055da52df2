// Readings flicker from frame to frame: the live page shows the mean of the last few, and follows a
// mood only when it has settled.

const WINDOW = 5; // readings, about two and a half seconds
const SETTLED = 3; // readings in a row

const mean = (rows) =>
  Object.fromEntries(
    Object.keys(rows[0]).map((name) => [
      name,
      rows.reduce((sum, row) => sum + row[name], 0) / rows.length,
    ]),
  );

const likeliest = (moods) =>
  Object.keys(moods).reduce((best, mood) => (moods[mood] > moods[best] ? mood : best));

export class Smoother {
  #recent = [];
  #mood = null;
  #times = 0;

  // Takes a face of the API; returns one like it, smoothed over the last few.
  add(face) {
    this.#recent = [...this.#recent.slice(1 - WINDOW), face];
    const moods = mean(this.#recent.map((each) => each.moods));
    const emotions = mean(this.#recent.map((each) => each.emotions));
    const certain = this.#recent.filter((each) => each.certain).length * 2 > this.#recent.length;
    const mood = likeliest(moods);
    this.#times = mood === this.#mood ? this.#times + 1 : 1;
    this.#mood = mood;
    return { box: face.box, emotions, moods, mood, confidence: moods[mood], certain };
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
