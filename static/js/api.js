// The JSON API: a photo goes in and a reading comes out, a mood goes in and movies come out.

import { Problem } from "./problem.js";
import { settings, text } from "./texts.js";

const PATIENCE_MS = 30_000; // a slow phone network still sends a snapshot of 200 KB within this

async function explain(response) {
  if (response.status === 429) return text("too_many");
  const isProblem = response.headers.get("Content-Type")?.includes("problem+json");
  const { detail } = isProblem ? await response.json() : {};
  return detail ?? text("server_failed");
}

async function ask(path, options = {}) {
  const request = { signal: AbortSignal.timeout(PATIENCE_MS), ...options };
  const response = await fetch(settings.api + path, request).catch(() => {
    throw new Problem(text("unreachable"));
  });
  if (!response.ok) throw new Problem(await explain(response));
  return response.json();
}

// Blob -> {image: {width, height}, faces: [{box, emotions, moods, mood, confidence, certain}]}
export function readPhoto(photo) {
  const body = new FormData();
  body.append("photo", photo, "photo.jpg");
  return ask("/readings", { method: "POST", body });
}

// {mood, intent, exclude: [movie id]} -> {mood, intent, movies}; no movies when the list is used up.
export function drawMovies({ mood, intent, exclude }) {
  const query = new URLSearchParams({ mood, intent });
  if (exclude.length) query.set("exclude", exclude.join(","));
  return ask(`/movies?${query}`);
}
