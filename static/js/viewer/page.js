// Finding things on the page, and leading the visitor to them.

export const byId = (id) => document.getElementById(id);

export function lead(headingId) {
  const heading = byId(headingId);
  heading.focus({ preventScroll: true });
  heading.closest("section").scrollIntoView();
}
