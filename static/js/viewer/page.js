// Finding things on the page, and leading the visitor to them.

export const byId = (id) => document.getElementById(id);

// Where the keyboard goes on when what it was on has gone.
export const headingInSight = () =>
  byId(byId("movies").hidden ? "start-heading" : "movies-heading");

export function lead(headingId) {
  const heading = byId(headingId);
  heading.focus({ preventScroll: true });
  heading.closest("section").scrollIntoView();
}
