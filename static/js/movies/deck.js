// One mood list as a deck: the server draws at random, of those that are as wished, and here the
// movies are dealt. None comes twice before all were dealt. Which of them the visitor does not want
// stays in this browser.

import { drawMovies } from "../viewer/api.js";

const BATCH = 50;
const MOST_EXCLUDED = 500; // ids that fit into an address; beyond, movies that come again are dropped

export class Deck {
  #undealt = [];
  #known = new Map(); // every drawn movie by its id
  #drawn = new Set(); // the wishes for which the server has no other movie

  constructor(mood, intent) {
    this.mood = mood;
    this.intent = intent;
  }

  // Draws movies as wished until `count` for which fits(movie) holds can be dealt, or none is left.
  async prepare(count, fits, wish) {
    const isShort = () => this.#undealt.filter(fits).length < count;
    while (isShort() && !this.#isDrawn(wish)) await this.#draw(wish);
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

  // Whether test(movie) holds for every movie that was drawn.
  every(test) {
    return [...this.#known.values()].every(test);
  }

  #isDrawn(wish) {
    return [wish, {}].some((each) => this.#drawn.has(JSON.stringify(each)));
  }

  async #draw(wish) {
    const exclude = [...this.#known.keys()].slice(-MOST_EXCLUDED);
    const { mood, intent } = this;
    const { movies } = await drawMovies({ mood, intent, exclude, n: BATCH, ...wish });
    const fresh = movies.filter(({ id }) => !this.#known.has(id));
    fresh.forEach((movie) => this.#known.set(movie.id, movie));
    this.#undealt.push(...fresh);
    if (movies.length < BATCH || !fresh.length) this.#drawn.add(JSON.stringify(wish));
  }
}
