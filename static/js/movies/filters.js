// What a movie must be beside fitting the mood: its length and decade, as the visitor likes.

import { byId } from "../viewer/page.js";

const { runtime, decade } = byId("filters").elements;

// As parameters of the API; without those that the visitor leaves open.
export function wished() {
  const [shortest, longest] = runtime.value.split("-");
  const bounds = {
    min_runtime_minutes: shortest,
    max_runtime_minutes: longest,
    decade: decade.value,
  };
  return Object.fromEntries(Object.entries(bounds).filter(([, value]) => value));
}

export const isFiltered = () => Object.keys(wished()).length > 0;

// Whether a movie is as wished; the server judges alike what it draws.
export function fits({ runtime_minutes: minutes, year }, wish) {
  const { min_runtime_minutes: shortest, max_runtime_minutes: longest } = wish;
  if ((shortest || longest) && !minutes) return false;
  if (shortest && minutes < Number(shortest)) return false;
  if (longest && minutes > Number(longest)) return false;
  return !wish.decade || Math.floor(year / 10) * 10 === Number(wish.decade);
}
