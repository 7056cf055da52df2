// One movie as a card, made from the template that the server uses as well.

import { has, isWelcome, toggle } from "./choices.js";
import { settings, text } from "../viewer/texts.js";

const template = document.getElementById("movie-card");

// Calls onChoice(kind, movie) when the visitor has said something about the movie.
export function movieCard(movie, listName, onChoice) {
  const card = template.content.firstElementChild.cloneNode(true);
  card.dataset.movie = movie.id;
  for (const [slot, words] of Object.entries(wordsOf(movie, listName))) {
    card.querySelector(`[data-slot="${slot}"]`).textContent = words;
  }
  showPoster(card.querySelector(".poster"), movie);
  card.querySelector(".trailer").href = trailer(movie);
  for (const button of choiceButtons(card)) {
    button.addEventListener("click", ({ detail: clicks }) => {
      if (clicks > 1) return; // the second of a double click may hit the card that was dealt anew
      toggle(button.dataset.choice, movie);
      onChoice(button.dataset.choice, movie);
    });
  }
  return card;
}

// Shows on a card what the visitor has said about its movie.
export function markChoices(card, movie) {
  for (const button of choiceButtons(card)) {
    button.setAttribute("aria-pressed", has(button.dataset.choice, movie));
  }
  card.classList.toggle("set-aside", !isWelcome(movie));
}

const choiceButtons = (card) => card.querySelectorAll("[data-choice]");

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

function showPoster(drawn, { genres, year, poster }) {
  if (poster) {
    drawn.replaceWith(picture(settings.posters + poster));
    return;
  }
  const decade = Math.floor(year / 10) * 10;
  Object.assign(drawn.dataset, { genre: genres[0], blend: genres.at(-1), decade });
}

function picture(src) {
  const image = document.createElement("img");
  image.className = "poster";
  return Object.assign(image, { src, alt: "", width: 400, height: 600, loading: "lazy" });
}

function trailer({ title, year, trailer_url: known }) {
  if (known) return known;
  const query = new URLSearchParams({ search_query: `${title} ${year} trailer` });
  return `${settings.trailer_search}?${query}`;
}
