// One job: everything that is known about it, and what can be done about it.

import {h, text, attribute, show, fact, toast, confirm, reconcile} from './dom.js';
import {request, Problem} from './api.js';
import {poll} from './poll.js';
import {ago, setAgo, setSpan, absolute} from './time.js';
import {stateBadge, setStateBadge, isFinished} from './states.js';
import {members, pretty} from './rawjson.js';
import {copyText, curlOf} from './copy.js';
import {logView} from './log.js';

// Longer values are shown in part until asked for.
const MAX_SHOWN = 100_000;

export function job(address, {signal, report}) {
  const path = 'v1/jobs/' + encodeURIComponent(address.name);
  let tag = null;
  let known = null;
  let raw = new Map();

  const heading = h('span', null, 'Job ', h('code', null, address.name));
  const badge = stateBadge('waiting');
  const type = h('a', {class: 'type-name'});
  const meter = h('progress', {max: '1', 'aria-label': 'Progress'});
  const progress = h('p', {class: 'progress-line', hidden: true}, meter, h('span', {class: 'number'}), h('span', {class: 'message'}));
  const cancel = h('button', {type: 'button', class: 'danger', hidden: true, onclick: () => act('POST', '/cancel')}, 'Cancel');
  const forget = h('button', {type: 'button', class: 'danger', hidden: true, onclick: askToForget}, 'Forget');
  const curl = h('button', {type: 'button', onclick: () => copyText(curlOf(known, raw), 'The curl command')}, 'Copy as curl');
  const again = h('a', {class: 'button', href: '#'}, 'Submit again…');
  const facts = h('dl', {class: 'facts panel'});
  const steps = h('ol', {class: 'timeline panel'});
  const error = errorPanel();
  const input = valuePanel('Input');
  const result = valuePanel('Result');
  const log = logView(path, signal);
  const loaded = h('div', {class: 'stack', hidden: true},
    h('div', {class: 'job-head'}, h('p', {class: 'summary'}, badge, type), progress,
      h('p', {class: 'actions'}, cancel, again, curl, forget)),
    error.element,
    h('div', {class: 'columns'},
      h('section', {'aria-labelledby': 'history'}, h('h2', {id: 'history'}, 'History'), steps),
      h('section', {'aria-labelledby': 'facts'}, h('h2', {id: 'facts'}, 'Facts'), facts)),
    h('div', {class: 'columns'}, input.element, result.element),
    log.element);
  const gone = h('p', {class: 'panel', hidden: true}, 'The server does not know this job: it may have been forgotten, or the id is wrong. ',
    h('a', {href: '#/jobs'}, 'All jobs'));

  const look = poll(async aborted => {
    try {
      const response = await request(path, {signal: aborted, headers: tag ? {'If-None-Match': tag} : {}});
      if (response.status !== 304) {
        const answer = await response.text();
        tag = response.headers.get('ETag');
        update(answer);
      }
    } catch (failure) {
      if (!(failure instanceof Problem && failure.status === 404)) {
        throw failure;
      }
      show(loaded, known !== null);
      gone.hidden = false;
    }
  }, report, signal);

  function update(answer) {
    known = JSON.parse(answer);
    raw = members(answer);
    const finished = isFinished(known.state);
    gone.hidden = true;
    loaded.hidden = false;
    setStateBadge(badge, known);
    text(type, known.type);
    attribute(type, 'href', '#/types/' + encodeURIComponent(known.type));
    attribute(again, 'href', '#/types/' + encodeURIComponent(known.type) + '?from=' + known.id);
    show(progress, known.progress !== null && known.state !== 'succeeded');
    if (known.progress) {
      attribute(meter, 'value', known.progress.fraction);
      text(progress.children[1], Math.floor(known.progress.fraction * 100) + '%');
      text(progress.children[2], known.progress.message);
    }
    show(cancel, !finished, again);
    attribute(cancel, 'aria-disabled', known.cancelRequested ? 'true' : null);
    text(cancel, known.cancelRequested ? 'Stopping…' : 'Cancel');
    show(forget, finished, again);
    error.update(known.error);
    updateFacts(facts, known);
    updateSteps(steps, known);
    input.update(raw.get('input'));
    result.update(known.state === 'succeeded' ? raw.get('result') : null);
    log.start();
  }

  async function act(method, below) {
    if (method === 'POST' && known.cancelRequested) {
      return;
    }
    try {
      const response = await request(path + below, {method});
      if (method === 'DELETE') {
        toast('Job forgotten.');
        location.hash = '/jobs';
      } else {
        toast(response.status === 202 ? 'The attempt is being stopped.' : 'Cancelled.');
        look();
      }
    } catch (failure) {
      toast(failure.message);
      look();
    }
  }

  async function askToForget() {
    if (await confirm('Forget this job?', 'Its input, result, history and log will be gone.', 'Forget it')) {
      act('DELETE', '');
    }
  }

  return {title: 'Job ' + address.name, heading, element: h('div', null, gone, loaded)};
}

function errorPanel() {
  const title = h('p', {class: 'error-message'});
  const about = h('p', {class: 'hint'});
  const stack = h('pre', {tabindex: '0', role: 'group', 'aria-label': 'Stack trace'});
  const details = h('details', null, h('summary', null, 'Stack trace'), stack);
  const element = h('section', {class: 'error panel', 'aria-labelledby': 'error', hidden: true},
    h('h2', {id: 'error'}, 'Error'), title, about, details);
  return {
    element,
    update(error) {
      element.hidden = error === null;
      if (error) {
        text(title, error.message ?? 'no message');
        text(about, error.type + ', attempt ' + error.attempt + ', ' + absolute(error.at));
        text(stack, error.stack);
        details.hidden = !error.stack;
      }
    },
  };
}

/** A JSON value as text; a long one in part. */
function valuePanel(title) {
  const id = 'value-' + title.toLowerCase();
  const value = h('pre', {tabindex: '0', role: 'group', 'aria-labelledby': id});
  const none = h('p', {class: 'empty'}, 'None.');
  let whole = null;
  const more = h('button', {type: 'button', hidden: true, onclick() {
    text(value, whole);
    show(more, false, value);
  }}, 'Show all of it');
  const copy = h('button', {type: 'button', class: 'quiet', onclick: () => copyText(whole, 'The ' + title.toLowerCase())}, 'Copy');
  let last;
  return {
    element: h('section', {'aria-labelledby': id}, h('div', {class: 'head'}, h('h2', {id}, title), copy), h('div', {class: 'panel flush'}, value, none), more),
    update(json) {
      if (json === last) {
        return;
      }
      last = json;
      whole = json == null ? '' : pretty(json);
      text(value, whole.slice(0, MAX_SHOWN));
      show(more, whole.length > MAX_SHOWN);
      show(value, json != null);
      show(copy, json != null, value);
      show(none, json == null);
    },
  };
}

function updateFacts(list, job) {
  const rows = [
    ['Attempt', job.attempt + ' of ' + job.attempts],
    ['Submitted', job.submittedAt, ago],
    ['Due', job.state === 'scheduled' || job.state === 'retrying' ? job.runAt : null, ago],
    ['Started', job.startedAt, ago],
    ['Finished', job.finishedAt, ago],
    ['Queue', job.queue],
    ['Priority', job.priority],
    ['Timeout', job.timeout ?? 'none'],
    ['Placement', job.placement],
    ['Key', job.key],
    ['Tags', job.tags.length > 0 ? job.tags.join('\n') : null, () => h('span', {class: 'tags'},
      job.tags.map(tag => h('a', {class: 'tag', href: '#/jobs?' + new URLSearchParams({tag})}, tag)))],
    ['Crashes', job.crashes || null],
    ['Cancel requested', job.cancelRequested ? 'yes' : null],
    ['Stuck', job.stuck ? 'yes: it was told to stop, and goes on' : null],
  ].filter(([, value]) => value != null);
  // A fact that says something else is another one.
  reconcile(list, rows, ([term, value]) => term + ' ' + value, ([term, value, form]) => fact(term, form ? form(value) : value), () => {});
}

/** The history, with the time each state lasted; the last one of an unfinished job goes on. */
function updateSteps(list, job) {
  const items = job.history.map((step, index) => ({...step, until: job.history[index + 1]?.at}));
  reconcile(list, items, step => step.state + (step.attempt ?? '') + step.at,
    step => h('li', {class: step.state},
      h('p', null, stateBadge(step.state), step.attempt ? h('span', {class: 'hint'}, 'attempt ' + step.attempt) : null,
        setAgo(h('time', {class: 'ago'}), step.at)),
      h('p', {class: 'lasted'}, h('span')),
      step.error ? h('p', {class: 'step-error'}, step.error.message ?? step.error.type) : null),
    (item, step) => {
      const last = isFinished(step.state) && !step.until;
      item.querySelector('.lasted').hidden = last;
      setSpan(item.querySelector('.lasted span'), last ? null : step.at, step.until);
    });
}
