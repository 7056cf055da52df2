// The visitor's choices on the page: what is saved for tonight, export, clear.

import { asJson, clear, counts, isEmpty, savedMovies, toggle } from "./choices.js";
import { announce } from "./status.js";
import { text } from "./texts.js";

const panel = document.getElementById("choices");
const list = document.getElementById("saved-movies");

// Shows the choices; calls onChange() when they are changed here.
export function showChoices(onChange) {
  panel.hidden = isEmpty();
  document.getElementById("choices-counted").textContent = text("choices_counted", counts());
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
    toggle("saved", movie);
    onChange();
  });
  row.append(`${movie.title} (${movie.year}) `, button);
  return row;
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
