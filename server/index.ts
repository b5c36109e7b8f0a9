export { buildApp } from './app.js';
export type { AppParts } from './app.js';
export { loadConfig, LOG_LEVELS } from './config.js';
export type { Config, Environment, LoadedConfig, LogLevel } from './config.js';
export { rtcElements, rtcElements as default } from './rtc-elements-plugin.js';
export type { RtcElementsOptions } from './rtc-elements-plugin.js';
export { MemoryRoomStore } from './rooms/memory-room-store.js';
export type { Entrant, Entry, RoomStore } from './rooms/room-store.js';
export type { AllowedOrigins } from './signaling/origin.js';
