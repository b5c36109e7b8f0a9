export { assert, expect } from 'chai';
