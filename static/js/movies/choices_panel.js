// The visitor's choices on the page: what is saved for tonight, what is set aside, export, clear.

import { asJson, clear, counts, isEmpty, moviesKept, toggle } from "./choices.js";
import { byId, headingInSight } from "../viewer/page.js";
import { announce } from "../viewer/status.js";
import { text } from "../viewer/texts.js";

const panel = byId("choices");
const lists = panel.querySelectorAll("[data-kept]");

// Shows the choices; calls onChange() when they are changed here.
export function showChoices(onChange) {
  panel.hidden = isEmpty();
  byId("choices-counted").textContent = text("choices_counted", counts());
  byId("set-aside").hidden = !counts().seen && !counts().unwanted;
  for (const list of lists) {
    const movies = moviesKept(list.dataset.kept);
    list.replaceChildren(...movies.map((movie) => item(list, movie, onChange)));
    list.hidden = !movies.length;
  }
}

function item(list, movie, onChange) {
  const row = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-secondary";
  button.textContent = text("remove");
  button.setAttribute("aria-label", text("remove_title", { title: movie.title }));
  button.addEventListener("click", () => {
    const index = [...list.children].indexOf(row);
    toggle(list.dataset.kept, movie);
    onChange();
    placeNear(list, index).focus(); // the buttons were made anew
  });
  row.append(`${movie.title} (${movie.year}) `, button);
  return row;
}

// Where the keyboard goes on after the movie at `index` was removed.
function placeNear(list, index) {
  const row = list.children[index] ?? list.lastElementChild;
  if (row) return row.querySelector("button");
  return panel.hidden ? headingInSight() : byId("choices-heading");
}

export function exportChoices() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([asJson()], { type: "application/json" }));
  link.download = "my-movies.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

export function clearChoices() {
  clear();
  announce(text("cleared"));
}
