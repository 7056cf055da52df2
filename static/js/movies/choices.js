// What the visitor has seen, does not want, or saved for tonight. It stays in this browser.

const KEY = "mood-recommender-choices";
const RIVALS = { saved: "unwanted", unwanted: "saved" }; // one of them takes the other back

let kept = load();
kept.saved.filter((movie) => has("unwanted", movie)).forEach(({ id }) => remove("saved", id));

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

export function has(kind, { id }) {
  return kept[kind].some((movie) => movie.id === id);
}

export const isWelcome = (movie) => !has("seen", movie) && !has("unwanted", movie);

export const moviesKept = (kind) => kept[kind];

export const isEmpty = () => Object.values(kept).every((movies) => !movies.length);

export const counts = () =>
  Object.fromEntries(Object.entries(kept).map(([kind, movies]) => [kind, movies.length]));

// Makes a choice, or takes it back.
export function toggle(kind, { id, title, year }) {
  if (has(kind, { id })) remove(kind, id);
  else {
    kept[kind] = [...kept[kind], { id, title, year }];
    if (kind in RIVALS) remove(RIVALS[kind], id);
  }
  store();
}

function remove(kind, id) {
  kept[kind] = kept[kind].filter((movie) => movie.id !== id);
}

export function clear() {
  kept = { seen: [], unwanted: [], saved: [] };
  store();
}

export const asJson = () => JSON.stringify(kept, null, 2);
