import { findProgram } from './program.mjs';

/** Path of the packet filter of Linux for the service tests; `NFT_PATH` overrides. Rejects with what to install. */
export function findNft() {
  return findProgram({
    title: 'nft',
    variable: 'NFT_PATH',
    names: ['nft', '/usr/sbin/nft'],
    debianPackage: 'nftables',
  });
}
