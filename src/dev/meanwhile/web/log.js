// A job's log as it grows. Only its end is in the page: a log of a million lines is no more than one of a few thousand.

import {h, text, show, toast} from './dom.js';
import {request, getText, Problem} from './api.js';

const MAX_LINES = 5000;
const BLOCK_LINES = 500;
const FLUSH_MILLIS = 100;
const RETRY_MILLIS = 2000;

export function logView(path, signal) {
  const lines = h('pre', {class: 'log', role: 'log', 'aria-live': 'off', tabindex: '0', 'aria-labelledby': 'log'});
  const follow = h('input', {type: 'checkbox', id: 'follow', checked: true});
  const note = h('p', {class: 'hint', hidden: true});
  const none = h('p', {class: 'empty'}, 'Nothing yet.');
  const state = h('span', {class: 'hint'});
  const download = h('button', {type: 'button', class: 'quiet', onclick: save}, 'Download');
  const screen = boundedText(lines, note);
  let started = false;

  lines.addEventListener('scroll', () => {
    // Who scrolls back wants to read; who scrolls to the end wants to follow.
    follow.checked = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 8;
  });
  follow.addEventListener('change', toEnd);

  function toEnd() {
    if (follow.checked) {
      lines.scrollTop = lines.scrollHeight;
    }
  }

  async function stream() {
    while (!signal.aborted) {
      try {
        const response = await request(path + '/log?follow=true', {signal});
        screen.clear();
        text(state, 'live');
        await read(response.body.pipeThrough(new TextDecoderStream()).getReader());
        text(state, '');
        text(none, 'This job wrote no log.');
        return;
      } catch (failure) {
        if (signal.aborted || failure instanceof Problem && failure.status < 500) {
          return;
        }
        text(state, 'interrupted');
        await new Promise(resolve => setTimeout(resolve, RETRY_MILLIS));
      }
    }
  }

  async function read(reader) {
    let pending = '';
    let timer = 0;
    const flush = () => {
      timer = 0;
      if (pending) {
        screen.append(pending);
        pending = '';
        show(none, false);
        show(lines, true);
        toEnd();
      }
    };
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        pending += part.value;
        timer ||= setTimeout(flush, FLUSH_MILLIS);
      }
    } finally {
      clearTimeout(timer);
      flush();
    }
  }

  async function save() {
    try {
      const url = URL.createObjectURL(new Blob([await getText(path + '/log')], {type: 'text/plain'}));
      h('a', {href: url, download: path.slice(path.lastIndexOf('/') + 1) + '.log'}).click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    } catch (failure) {
      toast(failure.message);
    }
  }

  lines.hidden = true;
  return {
    element: h('section', {'aria-labelledby': 'log'},
      h('div', {class: 'head'}, h('h2', {id: 'log'}, 'Log'), state,
        h('label', {for: 'follow', class: 'check'}, follow, 'Follow'), download),
      note, h('div', {class: 'panel flush'}, lines, none)),
    start() {
      if (!started) {
        started = true;
        stream();
      }
    },
  };
}

/** Text in blocks of lines, the first of which go when there are too many. */
function boundedText(element, note) {
  let blocks = [];
  let total = 0;
  let dropped = 0;

  return {
    clear() {
      element.replaceChildren();
      blocks = [];
      total = 0;
      dropped = 0;
      show(note, false);
    },
    append(added) {
      for (const block of split(added)) {
        const node = document.createTextNode(block.text);
        element.append(node);
        blocks.push({node, lines: block.lines});
        total += block.lines;
      }
      while (total - blocks[0].lines >= MAX_LINES) {
        const first = blocks.shift();
        first.node.remove();
        total -= first.lines;
        dropped += first.lines;
      }
      if (dropped > 0) {
        text(note, 'The first ' + dropped.toLocaleString() + ' lines are not shown; they are in the download.');
        show(note, true);
      }
    },
  };
}

function* split(added) {
  let start = 0;
  let lines = 0;
  for (let end = added.indexOf('\n'); end >= 0; end = added.indexOf('\n', end + 1)) {
    lines++;
    if (lines === BLOCK_LINES) {
      yield {text: added.slice(start, end + 1), lines};
      start = end + 1;
      lines = 0;
    }
  }
  if (start < added.length) {
    yield {text: added.slice(start), lines};
  }
}
