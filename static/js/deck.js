// One mood list as a deck: the server draws at random, here the movies are dealt. None comes twice
// before all were dealt. Which of them the visitor does not want stays in this browser.

import { drawMovies } from "./api.js";

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

  // Deals `count` movies for which fits(movie) holds; fewer when no more are left.
  async deal(count, fits) {
    const hand = this.#take(count, fits);
    while (hand.length < count && !this.#isDrawn) {
      await this.#draw();
      hand.push(...this.#take(count - hand.length, fits));
    }
    return hand;
  }

  putBack(movies) {
    this.#undealt.unshift(...movies);
  }

  #take(count, fits) {
    const hand = this.#undealt.filter(fits).slice(0, count);
    this.#undealt = this.#undealt.filter((movie) => !hand.includes(movie));
    return hand;
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
