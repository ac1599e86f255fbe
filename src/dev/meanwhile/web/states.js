// The states of a job: an icon, a word and a colour each.

import {h, icon, text, attribute} from './dom.js';

export const STATES = ['waiting', 'scheduled', 'queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled', 'expired'];

const FINISHED = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

export function isFinished(state) {
  return FINISHED.has(state);
}

export function stateBadge(state) {
  const badge = h('span', null, icon(state), h('span', {class: 'word'}));
  setStateBadge(badge, {state});
  return badge;
}

/** Brings a badge up to date; being stuck or about to stop is said beside the state. */
export function setStateBadge(badge, job) {
  attribute(badge, 'class', 'state ' + job.state + (job.stuck ? ' stuck' : ''));
  attribute(badge.querySelector('use'), 'href', '#icon-' + (job.stuck ? 'warning' : STATES.includes(job.state) ? job.state : 'waiting'));
  const stopping = job.cancelRequested && !isFinished(job.state);
  text(badge.querySelector('.word'), job.state + (job.stuck ? ', stuck' : stopping ? ', stopping' : ''));
}
