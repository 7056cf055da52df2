// The movies of a mood: ten at a time, filtered as the visitor likes, none twice.

import { movieCard } from "./card.js";
import { clearChoices, exportChoices, showChoices } from "./choices_panel.js";
import { isWelcome } from "./choices.js";
import { Deck } from "./deck.js";
import { byId } from "./page.js";
import { announce, attempt, tell } from "./status.js";
import { settings, text } from "./texts.js";

const COUNT = 10;
const intentForm = byId("intent");
const filters = byId("filters");
const others = byId("others");
const usedUp = byId("used-up");

let deck = null;
let hand = [];

export async function openList({ mood, intent = settings.default_intents[mood] }) {
  deck = new Deck(mood, intent);
  hand = [];
  byId("movies-heading").textContent = settings.lists[mood][intent];
  showIntent(mood, intent);
  await showOthers();
}

export const isUsedUp = () => !hand.length;

export async function showOthers() {
  announce(text("choosing"));
  const current = deck;
  const dealt = await current.deal(COUNT, (movie) => isWelcome(movie) && fits(movie));
  if (current !== deck) return; // another list was opened meanwhile
  hand = dealt;
  showHand();
}

function showHand() {
  const name = settings.lists[deck.mood][deck.intent];
  byId("movie-cards").replaceChildren(...hand.map((movie) => movieCard(movie, name, onChoice)));
  usedUp.hidden = !isUsedUp();
  usedUp.textContent = text(isFiltered() ? "none_fits" : "used_up");
  others.elements.mood.value = deck.mood;
  others.elements.intent.value = deck.intent;
  others.elements.exclude.textContent = text(isUsedUp() ? "start_again" : "others");
  byId("movies").hidden = false;
  showChoices(onChoice);
  tell(text("movies_shown", { count: hand.length }));
}

function onChoice() {
  showChoices(onChoice);
  for (const card of byId("movie-cards").children) {
    const isSet = (button) => button.getAttribute("aria-pressed") === "true";
    const [seen, unwanted] = card.querySelectorAll("[data-choice]");
    card.classList.toggle("set-aside", isSet(seen) || isSet(unwanted));
  }
}

const isFiltered = () => Object.values(filters.elements).some(({ value }) => value);

function fits({ runtime_minutes: minutes, year }) {
  const [shortest, longest] = filters.elements.runtime.value.split("-").map(Number);
  const decade = Number(filters.elements.decade.value);
  const hasRuntime = !longest || (minutes >= shortest && minutes <= longest);
  return hasRuntime && (!decade || Math.floor(year / 10) * 10 === decade);
}

function showIntent(mood, intent) {
  intentForm.hidden = Object.keys(settings.lists[mood]).length < 2;
  intentForm.elements.mood.value = mood;
  byId("intent-reason").textContent = settings.reasons[mood] ?? "";
  for (const button of intentForm.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.value === intent);
  }
}

filters.addEventListener("change", () => {
  deck.putBack(hand);
  attempt(showOthers);
});
byId("export-choices").addEventListener("click", exportChoices);
byId("clear-choices").addEventListener("click", () => {
  clearChoices();
  showHand();
});
