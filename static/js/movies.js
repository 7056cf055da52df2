// Movies of one list: ten at a time, none twice until the list is used up.

import { drawMovies } from "./api.js";
import { announce, tell } from "./status.js";
import { settings, text } from "./texts.js";

const section = document.getElementById("movies");
const heading = document.getElementById("movies-heading");
const cards = document.getElementById("movie-cards");
const usedUp = document.getElementById("used-up");
const intentForm = document.getElementById("intent");
const othersForm = document.getElementById("others");
const template = document.getElementById("movie-card");

// Shows movies for a mood; `exclude` are the ids that were shown before.
export async function showMovies({ mood, intent = settings.default_intents[mood], exclude = [] }) {
  announce(text("choosing"));
  const { movies } = await drawMovies({ mood, intent, exclude });
  heading.textContent = settings.lists[mood][intent];
  cards.replaceChildren(...movies.map(card));
  showIntents(mood, intent);
  offerOthers(mood, intent, movies, exclude);
  section.hidden = false;
  tell(text("movies_shown", { count: movies.length }));
}

function card(movie) {
  const made = template.content.firstElementChild.cloneNode(true);
  const slots = {
    title: movie.title,
    poster_title: movie.title,
    year: movie.year,
    poster_year: movie.year,
    runtime: movie.runtime_minutes ? text("minutes", { count: movie.runtime_minutes }) : "",
    countries: movie.countries.join(", "),
    genres: movie.genres.map((name) => settings.genres[name]).join(", "),
    synopsis: movie.synopsis,
  };
  for (const [name, words] of Object.entries(slots)) {
    made.querySelector(`[data-slot="${name}"]`).textContent = words;
  }
  made.dataset.movie = movie.id;
  const [genre, blend = genre] = movie.genres;
  Object.assign(made.querySelector(".poster").dataset, { genre, blend });
  return made;
}

function showIntents(mood, intent) {
  intentForm.hidden = Object.keys(settings.lists[mood]).length < 2;
  intentForm.elements.mood.value = mood;
  for (const choice of intentForm.querySelectorAll("button")) {
    choice.setAttribute("aria-pressed", choice.value === intent);
  }
}

function offerOthers(mood, intent, movies, exclude) {
  const isUsedUp = movies.length === 0;
  usedUp.hidden = !isUsedUp;
  const { elements } = othersForm;
  elements.mood.value = mood;
  elements.intent.value = intent;
  elements.exclude.value = isUsedUp ? "" : [...exclude, ...movies.map(({ id }) => id)].join(",");
  elements.exclude.textContent = text(isUsedUp ? "start_again" : "others");
}
