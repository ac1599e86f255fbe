// Talks to the server. Paths are relative, so that a proxy may put the page below any path.

import {learnClock} from './time.js';

const TOKEN = 'meanwhile.token';

/** The server refused: a problem document (RFC 9457), or as much of one as there is. */
export class Problem extends Error {
  constructor(status, members) {
    super(members.detail || members.title || 'The server answered with ' + status);
    this.status = status;
    this.title = members.title || 'Error ' + status;
    this.detail = members.detail || '';
    this.checks = members.checks ?? null;
    this.errors = Array.isArray(members.errors) ? members.errors : [];
    this.help = /^\/problems\/[\w-]+$/.test(members.type) ? members.type.slice(1) : null;
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {}

/** Told 'made' when the server answers and 'lost' when it does not. */
export const contact = new EventTarget();

export function token() {
  return sessionStorage.getItem(TOKEN);
}

export function setToken(value) {
  sessionStorage.setItem(TOKEN, value);
}

/** Sends a request; resolves to the Response if that is a success or 304, and throws a Problem otherwise. */
export async function request(path, {method = 'GET', body, headers = {}, signal} = {}) {
  const fields = {...headers};
  if (token()) {
    fields.Authorization = 'Bearer ' + token();
  }
  if (body !== undefined) {
    fields['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(path, {method, body, headers: fields, signal, cache: 'no-store', credentials: 'omit'});
  } catch (failure) {
    if (signal?.aborted) {
      throw failure;
    }
    contact.dispatchEvent(new Event('lost'));
    throw new Unreachable('The server does not answer.');
  }
  if (response.status < 500) {
    contact.dispatchEvent(new Event('made'));
  }
  if (response.headers.has('Date')) {
    learnClock(response.headers.get('Date'));
  }
  if (response.ok || response.status === 304) {
    return response;
  }
  let members = {};
  try {
    members = JSON.parse(await response.text());
  } catch {
    // Not a problem document; a proxy, perhaps.
  }
  throw new Problem(response.status, members ?? {});
}

export async function getText(path, options) {
  const response = await request(path, options);
  try {
    return await response.text();
  } catch (failure) {
    if (options?.signal?.aborted) {
      throw failure;
    }
    throw new Unreachable('The server broke off its answer.');
  }
}

/** For facts only: numbers that a job's own input or result may hold do not survive JSON.parse. */
export async function getJson(path, options) {
  return JSON.parse(await getText(path, options));
}

/** What /readyz says of each part of the server, ready or not; null if a proxy keeps it to itself. */
export async function checks(options) {
  try {
    return (await getJson('readyz', options)).checks;
  } catch (failure) {
    if (failure instanceof Problem) {
      return failure.checks;
    }
    throw failure;
  }
}

/** A query from an object; members that are empty are left out. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value != null && value !== '');
  return given.length === 0 ? '' : '?' + new URLSearchParams(given);
}
