// The visitor's choices on the page: what is saved for tonight, export, clear.

import { asJson, clear, counts, isEmpty, savedMovies, toggle } from "./choices.js";
import { byId } from "../viewer/page.js";
import { announce } from "../viewer/status.js";
import { text } from "../viewer/texts.js";

const panel = byId("choices");
const list = byId("saved-movies");

// Shows the choices; calls onChange() when they are changed here.
export function showChoices(onChange) {
  panel.hidden = isEmpty();
  byId("choices-counted").textContent = text("choices_counted", counts());
  list.replaceChildren(...savedMovies().map((movie) => item(movie, onChange)));
}

function item(movie, onChange) {
  const row = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm btn-outline-secondary";
  button.textContent = text("remove");
  button.setAttribute("aria-label", text("remove_title", { title: movie.title }));
  button.addEventListener("click", () => {
    const index = [...list.children].indexOf(row);
    toggle("saved", movie);
    onChange();
    placeNear(index).focus(); // the buttons were made anew
  });
  row.append(`${movie.title} (${movie.year}) `, button);
  return row;
}

// Where the keyboard goes on after the movie at `index` was removed.
function placeNear(index) {
  const row = list.children[index] ?? list.lastElementChild;
  return row?.querySelector("button") ?? byId(panel.hidden ? "movies-heading" : "choices-heading");
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
