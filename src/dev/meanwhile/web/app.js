// The frame of the page: which view is shown, and what is said above it.

import {h, text, attribute, show} from './dom.js';
import {checks, contact, getJson, setToken, token, Problem, Unreachable} from './api.js';
import {poll, isPaused, setPaused} from './poll.js';
import {tick} from './time.js';
import {overview} from './overview.js';
import {jobs} from './jobs.js';
import {job} from './job.js';
import {types, type} from './types.js';

// First match wins. A view is a function of the address that returns {title, element, update?(address)}.
const ROUTES = [
  [/^\/$/, overview],
  [/^\/jobs$/, jobs],
  [/^\/jobs\/([^/]+)$/, job],
  [/^\/types$/, types],
  [/^\/types\/([^/]+)$/, type],
];

const main = document.getElementById('main');
const stale = document.getElementById('stale-banner');
let current = null;
let lastAnswer = new Date();

/** What the address says: its path, the part in it that names something, and its parameters. */
function address() {
  const [path, search] = (location.hash.slice(1) || '/').split(/\?(.*)/s);
  for (const [pattern, view] of ROUTES) {
    const match = pattern.exec(path);
    if (match) {
      return {path, view, name: match[1] && decoded(match[1]), parameters: new URLSearchParams(search)};
    }
  }
  return {path, view: missing, parameters: new URLSearchParams()};
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function missing() {
  return {title: 'Not found', element: h('p', null, 'There is no such view. ', h('a', {href: '#/'}, 'Go to the overview'), '.')};
}

/** Shows the view of the address; the same view with other parameters only changes. */
function navigate() {
  const to = address();
  if (current && current.path === to.path && current.view.update) {
    current.view.update(to);
    return;
  }
  const first = current === null;
  current?.ended.abort();
  const ended = new AbortController();
  const complaint = h('p', {class: 'banner problem', role: 'alert', hidden: true});
  const view = to.view(to, {signal: ended.signal, report: failure => report(failure, complaint)});
  current = {path: to.path, view, ended};
  const title = h('h1', {tabindex: '-1'}, view.heading ?? view.title);
  main.replaceChildren(title, complaint, view.element);
  document.title = view.title + ' · Meanwhile';
  for (const link of document.querySelectorAll('nav[aria-label="Main"] a')) {
    const target = link.hash.slice(1);
    const here = target === '/' ? to.path === '/' : to.path.startsWith(target);
    attribute(link, 'aria-current', here ? (to.path === target ? 'page' : 'true') : null);
  }
  if (!first) {
    scrollTo(0, 0);
    title.focus({preventScroll: true});
  }
}

/** Says, in a banner, why a question was not answered; null: it was. That the server is silent is said elsewhere. */
function report(failure, banner) {
  if (failure instanceof Problem && failure.status === 401) {
    askForToken();
  } else if (failure instanceof Problem) {
    text(banner, failure.title + (failure.detail ? ': ' + failure.detail : ''));
    banner.hidden = false;
  } else if (failure === null) {
    banner.hidden = true;
  } else if (!(failure instanceof Unreachable)) {
    throw failure;
  }
}

function askForToken() {
  current?.ended.abort();
  infoEnded.abort();
  current = null;
  const wrong = token() !== null;
  const field = h('input', {id: 'token', type: 'password', autocomplete: 'current-password', required: true,
    'aria-describedby': wrong ? 'token-wrong' : null, 'aria-invalid': wrong ? 'true' : null});
  const form = h('form', {class: 'panel narrow'},
    h('p', null, h('label', {for: 'token'}, 'The token this server was started with'), field),
    wrong && h('p', {id: 'token-wrong', class: 'complaint'}, 'The server does not accept this token.'),
    h('p', {class: 'hint'}, 'It is kept in this tab only, and forgotten when the tab is closed.'),
    h('p', {class: 'actions'}, h('button', {class: 'primary'}, 'Continue')));
  form.addEventListener('submit', event => {
    event.preventDefault();
    setToken(field.value.trim());
    watchInfo();
    navigate();
  });
  main.replaceChildren(h('h1', {tabindex: '-1'}, 'Token needed'), form);
  document.title = 'Token needed · Meanwhile';
  field.focus();
}

contact.addEventListener('made', () => {
  lastAnswer = new Date();
  stale.hidden = true;
});
contact.addEventListener('lost', () => {
  text(stale, 'The server does not answer. What you see is from ' + lastAnswer.toLocaleTimeString() + '.');
  stale.hidden = false;
});

let infoEnded = new AbortController();

/** Watches what the banners say, whichever view is shown. */
function watchInfo() {
  infoEnded.abort();
  infoEnded = new AbortController();
  poll(async signal => {
    const [info, parts] = await Promise.all([getJson('v1/info', {signal}), checks({signal})]);
    show(document.getElementById('memory-banner'), info.store === 'memory');
    showStore(parts?.store);
    document.dispatchEvent(new CustomEvent('info', {detail: info}));
  }, failure => report(failure, stale), infoEnded.signal);
}

/** Says why the store fails, if it does. */
function showStore(state) {
  const failing = state !== undefined && state !== 'ok';
  if (failing) {
    text(document.getElementById('store-failure'), state);
  }
  show(document.getElementById('store-banner'), failing);
}

const pause = document.getElementById('pause');
pause.addEventListener('click', () => {
  setPaused(!isPaused());
  text(pause, isPaused() ? 'Resume updates' : 'Pause updates');
  attribute(document.body, 'class', isPaused() ? 'paused' : null);
});

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});

setInterval(() => {
  if (!document.hidden && !isPaused()) {
    tick();
  }
}, 1000);
window.addEventListener('hashchange', navigate);
watchInfo();
navigate();
