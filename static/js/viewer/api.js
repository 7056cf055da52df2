// The JSON API: a photo goes in and a reading comes out, a mood goes in and movies come out.

import { PassingProblem, Problem } from "./problem.js";
import { settings, text } from "./texts.js";

const PATIENCE_MS = 30_000; // a slow phone network still sends a snapshot of 200 KB within this

async function explain(response) {
  if (response.status === 429) return text("too_many");
  const isProblem = response.headers.get("Content-Type")?.includes("problem+json");
  const { detail } = isProblem ? await response.json().catch(() => ({})) : {};
  return detail ?? text("server_failed");
}

function failed() {
  throw new PassingProblem(text("server_failed")); // what came was cut short, or is not ours
}

const mayPass = ({ status }) => status === 429 || status >= 500;

async function ask(path, options = {}) {
  const request = { signal: AbortSignal.timeout(PATIENCE_MS), ...options };
  const response = await fetch(settings.api + path, request).catch(() => {
    throw new PassingProblem(text("unreachable"));
  });
  if (response.ok) return response.json().catch(() => failed());
  const Kind = mayPass(response) ? PassingProblem : Problem;
  throw new Kind(await explain(response));
}

const upload = (path, photo) => {
  const body = new FormData();
  body.append("photo", photo, "photo.jpg");
  return ask(path, { method: "POST", body });
};

// Blob -> {image: {width, height}, faces: [{box, emotions, moods, mood, confidence, certain}]}
export const readPhoto = (photo) => upload("/readings", photo);

// Blob and the place of a face in its reading -> {box, mood, heatmap: rows of numbers in [0, 1]}
export const readHeatmap = (photo, face) => upload(`/heatmaps?face=${face}`, photo);

// -> {mood, intent, movies}, at most n; none of `exclude` (ids), none when the list is used up.
// What else is asked of the movies goes along: min_runtime_minutes, max_runtime_minutes, decade.
export const drawMovies = ({ exclude, ...wish }) =>
  ask(`/movies?${new URLSearchParams({ ...wish, exclude: exclude.join(",") })}`);
