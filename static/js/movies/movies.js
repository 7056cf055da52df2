// The movies of a mood: ten at a time, filtered as the visitor likes, none twice.

import { markChoices, movieCard } from "./card.js";
import { clearChoices, showChoices } from "./choices_panel.js";
import { isWelcome } from "./choices.js";
import { Deck } from "./deck.js";
import { byId } from "../viewer/page.js";
import { announce, tell } from "../viewer/status.js";
import { settings, text } from "../viewer/texts.js";

const COUNT = 10;
const intentForm = byId("intent");
const filters = byId("filters");
const others = byId("others");
const usedUp = byId("used-up");

let deck = null;
let hand = [];
let latest = null; // the last question; the answer to an older one comes too late

export async function openList({ mood, intent = settings.default_intents[mood] }) {
  await dealFrom(new Deck(mood, intent));
}

export async function showOthers() {
  await dealFrom(deck);
}

export const isUsedUp = () => !hand.length;

// Nothing moves before the server has answered: without an answer, deck and cards stay as they are.
async function dealFrom(source, givenBack = []) {
  const question = { source };
  latest = question;
  announce(text("choosing"));
  try {
    await source.prepare(COUNT, suits);
  } catch (error) {
    if (question !== latest) return;
    if (deck) latest = { source: deck };
    throw error;
  }
  if (question !== latest) return;
  source.putBack(givenBack);
  [deck, hand] = [source, source.deal(COUNT, suits)];
  showIntent(deck);
  showHand(settings.lists[deck.mood][deck.intent]);
}

function showHand(listName) {
  byId("movies-heading").textContent = listName;
  byId("movie-cards").replaceChildren(...hand.map((movie) => movieCard(movie, listName, onChoice)));
  usedUp.hidden = !isUsedUp();
  usedUp.textContent = text(isFiltered() ? "none_fits" : "used_up");
  others.elements.mood.value = deck.mood;
  others.elements.intent.value = deck.intent;
  others.elements.exclude.textContent = text(isUsedUp() ? "start_again" : "others");
  byId("movies").hidden = false;
  onChoice();
  tell(text("movies_shown", { count: hand.length }));
}

function onChoice() {
  showChoices(onChoice);
  hand.forEach((movie, index) => markChoices(byId("movie-cards").children[index], movie));
}

const suits = (movie) => isWelcome(movie) && fits(movie);

const isFiltered = () => Object.values(filters.elements).some(({ value }) => value);

function fits({ runtime_minutes: minutes, year }) {
  const [shortest, longest] = filters.elements.runtime.value.split("-").map(Number);
  const decade = Number(filters.elements.decade.value);
  const hasRuntime = !longest || (minutes >= shortest && minutes <= longest);
  return hasRuntime && (!decade || Math.floor(year / 10) * 10 === decade);
}

function showIntent({ mood, intent }) {
  intentForm.hidden = Object.keys(settings.lists[mood]).length < 2;
  intentForm.elements.mood.value = mood;
  byId("intent-reason").textContent = settings.reasons[mood] ?? "";
  for (const button of intentForm.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.value === intent);
  }
}

// A list that is still on its way is filtered too, and does not lose its turn to the one before.
export async function filterMovies() {
  const { source } = latest;
  await dealFrom(source, source === deck ? hand : []);
}

export function forgetChoices() {
  clearChoices();
  onChoice();
  byId("movies-heading").focus(); // the button was hidden with its panel
}
