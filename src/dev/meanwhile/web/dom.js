// Making and changing elements. Text goes in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An element: h('a', {href: '#/', onclick: f}, 'text', child). Attributes that are null or false are left out. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  set(element, attributes ?? {});
  element.append(...children.flat().filter(child => child != null && child !== false));
  return element;
}

/** An element of SVG, by attributes only. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes ?? {});
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      attribute(element, name, value);
    }
  }
}

/** Sets an attribute only if it changes. */
export function attribute(element, name, value) {
  if (value == null || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value === true ? '' : value)) {
    element.setAttribute(name, value === true ? '' : value);
  }
}

/** Sets an element's text only if it changes: a selection in it survives. */
export function text(element, value) {
  const next = value == null ? '' : String(value);
  if (element.textContent !== next) {
    element.textContent = next;
  }
  return element;
}

/** Hides an element or shows it; the focus is not lost with it but moves to `heir`. */
export function show(element, shown, heir) {
  if (!shown && heir && element.contains(document.activeElement)) {
    heir.focus();
  }
  element.hidden = !shown;
}

/** One of the symbols in index.html. */
export function icon(name) {
  return svg('svg', {class: 'icon', 'aria-hidden': 'true'}, svg('use', {href: '#icon-' + name}));
}

/**
 * Makes the children of `parent` those of `items`, in their order, and keeps the elements of items that stay: what has the
 * focus keeps it.
 */
export function reconcile(parent, items, keyOf, create, update) {
  const keys = new Set(items.map(item => String(keyOf(item))));
  const present = new Map();
  for (const child of Array.from(parent.children)) {
    if (keys.has(child.dataset.key)) {
      present.set(child.dataset.key, child);
    } else {
      child.remove();
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    const child = present.get(key) ?? create(item);
    child.dataset.key = key;
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
    update(child, item);
  }
}

/** A term and what it says, for a <dl>. */
export function fact(term, ...values) {
  return h('div', null, h('dt', null, term), h('dd', null, ...values));
}

let toastTimer = 0;

/** Says something in passing, to readers of the screen too. */
export function toast(message) {
  const element = document.getElementById('toast');
  text(element, '');
  // Emptied first, or the same words twice would be announced once.
  requestAnimationFrame(() => text(element, message));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => text(element, ''), 6000);
}

/** Asks, and resolves to whether the answer was yes. */
export function confirm(title, question, yes) {
  const dialog = document.getElementById('confirm');
  text(document.getElementById('confirm-title'), title);
  text(document.getElementById('confirm-text'), question);
  text(document.getElementById('confirm-yes'), yes);
  dialog.returnValue = '';
  dialog.showModal();
  document.getElementById('confirm-yes').onclick = () => dialog.close('yes');
  document.getElementById('confirm-no').onclick = () => dialog.close('no');
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), {once: true}));
}
