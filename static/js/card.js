// One movie as a card, made from the template that the server uses as well.

import { has, toggle } from "./choices.js";
import { settings, text } from "./texts.js";

const template = document.getElementById("movie-card");

// Calls onChoice() when the visitor has said something about the movie.
export function movieCard(movie, listName, onChoice) {
  const card = template.content.firstElementChild.cloneNode(true);
  card.dataset.movie = movie.id;
  for (const [slot, words] of Object.entries(wordsOf(movie, listName))) {
    card.querySelector(`[data-slot="${slot}"]`).textContent = words;
  }
  drawPoster(card.querySelector(".poster"), movie);
  card.querySelector(".trailer").href = trailer(movie);
  for (const button of card.querySelectorAll("[data-choice]")) wire(button, movie, onChoice);
  return card;
}

function wordsOf(movie, listName) {
  const { title, year, runtime_minutes: count } = movie;
  return {
    title,
    poster_title: title,
    year,
    poster_year: year,
    runtime: count ? text("minutes", { count }) : "",
    countries: movie.countries.join(", "),
    genres: movie.genres.map((name) => settings.genres[name]).join(", "),
    synopsis: movie.synopsis,
    why: text("why", { list: listName }),
  };
}

function drawPoster(poster, { genres, year }) {
  const decade = Math.floor(year / 10) * 10;
  Object.assign(poster.dataset, { genre: genres[0], blend: genres.at(-1), decade });
}

function trailer({ title, year, trailer_url: known }) {
  if (known) return known;
  const query = new URLSearchParams({ search_query: `${title} ${year} trailer` });
  return `${settings.trailer_search}?${query}`;
}

function wire(button, movie, onChoice) {
  const { choice } = button.dataset;
  button.setAttribute("aria-pressed", has(choice, movie));
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", toggle(choice, movie));
    onChoice();
  });
}
