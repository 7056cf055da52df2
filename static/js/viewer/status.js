// What the page says while it works (politely) and when it cannot (at once).

import { Problem } from "./problem.js";
import { text } from "./texts.js";

const problem = document.getElementById("problem");
const status = document.getElementById("status");

export function announce(sentence) {
  problem.hidden = true;
  status.textContent = sentence;
  status.classList.remove("quiet");
}

// For those who cannot see what has changed.
export function tell(sentence) {
  announce(sentence);
  status.classList.add("quiet");
}

export function complain(sentence) {
  status.textContent = "";
  problem.textContent = sentence;
  problem.hidden = false;
  problem.scrollIntoView({ block: "nearest" });
}

// Runs a job of the page and says in one sentence when it fails.
export async function attempt(job) {
  try {
    await job();
  } catch (error) {
    if (error instanceof Problem) {
      complain(error.message);
      return;
    }
    complain(text("unexpected"));
    throw error;
  }
}
