// One mood list as a deck: the server draws at random, here the movies are dealt. None comes twice
// before all were dealt. Which of them the visitor does not want stays in this browser.

import { drawMovies } from "../viewer/api.js";

const BATCH = 50;
const MOST_EXCLUDED = 500; // ids that fit into an address; beyond, movies that come again are dropped

export class Deck {
  #undealt = [];
  #known = new Set();
  #isDrawn = false;

  constructor(mood, intent) {
    this.mood = mood;
    this.intent = intent;
  }

  // Draws until `count` movies for which fits(movie) holds can be dealt, or no more are left.
  async prepare(count, fits) {
    while (this.#undealt.filter(fits).length < count && !this.#isDrawn) await this.#draw();
  }

  // Deals `count` of the drawn movies for which fits(movie) holds; fewer when there are no more.
  deal(count, fits) {
    const hand = this.#undealt.filter(fits).slice(0, count);
    this.#undealt = this.#undealt.filter((movie) => !hand.includes(movie));
    return hand;
  }

  putBack(movies) {
    this.#undealt.unshift(...movies);
  }

  async #draw() {
    const exclude = [...this.#known].slice(-MOST_EXCLUDED);
    const { mood, intent } = this;
    const { movies } = await drawMovies({ mood, intent, exclude, n: BATCH });
    const fresh = movies.filter(({ id }) => !this.#known.has(id));
    fresh.forEach(({ id }) => this.#known.add(id));
    this.#undealt.push(...fresh);
    this.#isDrawn = movies.length < BATCH || !fresh.length;
  }
}
