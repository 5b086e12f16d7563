// A client as its users make one: types from the document, requests by openapi-fetch. Nothing of the product's own code.
import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "./generated/api.js";

export type Api = ReturnType<typeof createClient<paths>>;

/** Somebody who signs in; the session cookie is kept as a browser keeps it. */
export function person(baseUrl: string): Api {
  let cookie: string | undefined;
  const session: Middleware = {
    onRequest({ request }) {
      if (cookie !== undefined) {
        request.headers.set("Cookie", cookie);
      }
      return request;
    },
    onResponse({ response }) {
      const set = response.headers.get("Set-Cookie");
      if (set !== null) {
        cookie = set.split(";")[0];
      }
      return undefined;
    },
  };
  const api = createClient<paths>({ baseUrl });
  api.use(session);
  return api;
}

/** Another program, with the key that it was given. */
export function service(baseUrl: string, key: string): Api {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });
}

/** Nobody in particular. */
export function anyone(baseUrl: string): Api {
  return createClient<paths>({ baseUrl });
}

/** The answer of a call that has to succeed. */
export async function ok<T>(what: string, call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new Error(`${what}: ${response.status} ${JSON.stringify(error)}`);
  }
  console.log(`${what}: ${response.status}`);
  return data as T;
}

/** The problem of a call that has to be refused. Its codes are known to the compiler. */
export async function refused<E extends { code: string }>(
  what: string, status: number, code: E["code"], call: Promise<{ error?: E; response: Response }>): Promise<E> {
  const { error, response } = await call;
  if (response.status !== status || error?.code !== code) {
    throw new Error(`${what}: expected ${status} ${code}, got ${response.status} ${JSON.stringify(error)}`);
  }
  console.log(`${what}: ${status} ${code}`);
  return error;
}

export function same<T>(what: string, actual: T, expected: T): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}
