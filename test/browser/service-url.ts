import { assert } from 'chai';

declare global {
  interface Window {
    /** Origin of the service that web-test-runner.config.mjs started; absent when the server is not compiled. */
    readonly rtcServiceUrl?: string;
  }
}

/** Origin of a real signaling service for this test run, such as `http://127.0.0.1:40123`. */
export function serviceUrl(): string {
  assert.isDefined(window.rtcServiceUrl, 'no service: compile server/ before running these tests');
  return window.rtcServiceUrl;
}
