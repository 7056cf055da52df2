// What the visitor has seen, does not want, or saved for tonight. It stays in this browser.

const KEY = "mood-recommender-choices";

let kept = load();

function load() {
  try {
    return { seen: [], unwanted: [], saved: [], ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { seen: [], unwanted: [], saved: [] }; // no storage, or not ours: begin anew
  }
}

function store() {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still remembers until the page is closed.
  }
}

const isSame = (movie) => (other) => other.id === movie.id;

export const has = (kind, movie) => kept[kind].some(isSame(movie));

export const isWelcome = (movie) => !has("seen", movie) && !has("unwanted", movie);

export const savedMovies = () => kept.saved;

export const isEmpty = () => Object.values(kept).every((movies) => !movies.length);

export const counts = () =>
  Object.fromEntries(Object.entries(kept).map(([kind, movies]) => [kind, movies.length]));

// Makes a choice, or takes it back.
export function toggle(kind, { id, title, year }) {
  const others = kept[kind].filter((movie) => movie.id !== id);
  kept[kind] = has(kind, { id }) ? others : [...others, { id, title, year }];
  store();
}

export function clear() {
  kept = { seen: [], unwanted: [], saved: [] };
  store();
}

export const asJson = () => JSON.stringify(kept, null, 2);
