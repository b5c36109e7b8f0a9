/**
 * What a visit needs as soon as others are in the room: the connections with them, and what goes over these. Loaded as
 * one chunk beside the way to the service, so that a page on which nobody has joined does not carry it.
 */
export { Exchange } from './exchange.js';
export { Membership } from './membership.js';
