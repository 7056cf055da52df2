// The movies of a mood: ten at a time, filtered as the visitor likes, none twice.

import { markChoices, movieCard } from "./card.js";
import { clearChoices, showChoices } from "./choices_panel.js";
import { has, isWelcome } from "./choices.js";
import { Deck } from "./deck.js";
import { fits, isFiltered, wished } from "./filters.js";
import { byId, headingInSight } from "../viewer/page.js";
import { announce, attempt, tell } from "../viewer/status.js";
import { plural, settings, text } from "../viewer/texts.js";

const COUNT = 10;
const section = byId("movies");
const cards = byId("movie-cards");
const intentForm = byId("intent");
const others = byId("others");
const usedUp = byId("used-up");

let deck = null;
let hand = [];
let latest = null; // the last question; the answer to an older one comes too late

export async function openList({ mood, intent = settings.default_intents[mood] }) {
  letShrink();
  await dealFrom(new Deck(mood, intent));
}

export async function showOthers() {
  letShrink();
  await dealFrom(deck);
}

export function hideMovies() {
  section.hidden = true;
  latest = null;
}

export const isUsedUp = () => !hand.length;

// Nothing moves before the server has answered: without an answer, deck and cards stay as they are.
async function dealFrom(source, givenBack = []) {
  const question = { source };
  latest = question;
  announce(text("choosing"));
  let deal;
  try {
    deal = await prepare(source, COUNT);
  } catch (error) {
    if (question !== latest) return;
    if (deck) latest = { source: deck };
    throw error;
  }
  if (question !== latest) return;
  source.putBack(givenBack);
  [deck, hand] = [source, deal()];
  showIntent(deck);
  showHand();
}

// Draws what is wanted now; returns how to deal it.
async function prepare(source, count) {
  const wish = wished();
  const suits = (movie) => isWelcome(movie) && fits(movie, wish);
  await source.prepare(count, suits, wish);
  return () => source.deal(count, suits);
}

function showHand() {
  const listName = settings.lists[deck.mood][deck.intent];
  byId("movies-heading").textContent = listName;
  cards.replaceChildren(...hand.map((movie) => movieCard(movie, listName, onCardChoice)));
  usedUp.hidden = !isUsedUp();
  usedUp.textContent = whyNone();
  others.elements.mood.value = deck.mood;
  others.elements.intent.value = deck.intent;
  others.elements.exclude.textContent = text(isUsedUp() ? "start_again" : "others");
  section.hidden = false;
  refreshChoices();
  tell(isUsedUp() ? whyNone() : plural("movies_shown", hand.length));
}

function whyNone() {
  if (isFiltered()) return text("none_fits");
  return text(deck.every((movie) => has("seen", movie)) ? "all_seen" : "used_up");
}

export function refreshChoices() {
  showChoices(refreshChoices);
  hand.forEach((movie, index) => markChoices(cards.children[index], movie));
}

function onCardChoice(kind, movie) {
  refreshChoices();
  if (kind === "unwanted" && has(kind, movie)) attempt(() => replace(movie));
}

// Deals another movie in the place of one that is not wanted.
async function replace(movie) {
  const source = deck;
  const deal = await prepare(source, 1);
  const isTakenBack = !has("unwanted", movie);
  if (source !== deck || !hand.includes(movie) || isTakenBack) return; // while the answer came
  const place = hand.indexOf(movie);
  const dealt = deal();
  hand = [...hand.slice(0, place), ...dealt, ...hand.slice(place + 1)];
  showHand();
  for (const other of dealt) tell(text("replaced", { title: movie.title, other: other.title }));
  const card = cards.children[place] ?? cards.lastElementChild;
  (card?.querySelector("[data-choice=unwanted]") ?? headingInSight()).focus();
}

function showIntent({ mood, intent }) {
  const isOurs = intent === settings.default_intents[mood];
  intentForm.hidden = Object.keys(settings.lists[mood]).length < 2;
  intentForm.elements.mood.value = mood;
  byId("intent-reason").textContent = (isOurs && settings.reasons[mood]) || "";
  for (const button of intentForm.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.value === intent);
  }
}

// A list that is still on its way is filtered too, and does not lose its turn to the one before.
export async function filterMovies() {
  keepHeight();
  const { source } = latest;
  await dealFrom(source, source === deck ? hand : []);
}

// A page that gets shorter would carry the filter away from under the visitor's finger.
function keepHeight() {
  section.style.minBlockSize = `${section.offsetHeight}px`;
}

function letShrink() {
  section.style.minBlockSize = "";
}

export function forgetChoices() {
  clearChoices();
  refreshChoices();
  headingInSight().focus(); // the button was hidden with its panel
}
