import ipaddr from 'ipaddr.js';

type Value = string | number | { readonly [key: string]: Value };
type Node = { readonly children: [Child, Child] };
type Child = Node | Value | undefined;

/**
 * A small database in MaxMind's format (MMDB 2.0, records of 24 bits), of blocks of addresses and what is said of them. By
 * hand, from the specification: tests want ten blocks and no writer's dependencies.
 */
export function toMmdb(blocks: { readonly [cidr: string]: Value }, ipVersion: 4 | 6 = 6): Buffer {
  const root: Node = { children: [undefined, undefined] };
  for (const [cidr, value] of Object.entries(blocks)) insert(root, toBits(cidr, ipVersion), value);

  const nodes: Node[] = [];
  const numbers = new Map<Node, number>();
  const visit = (node: Node): void => {
    numbers.set(node, nodes.length);
    nodes.push(node);
    for (const child of node.children) if (isNode(child)) visit(child);
  };
  visit(root);

  const data: Buffer[] = [];
  let dataBytes = 0;
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, { children }] of nodes.entries()) {
    for (const [side, child] of children.entries()) {
      let record = nodes.length;
      if (isNode(child)) record = numbers.get(child)!;
      else if (child !== undefined) {
        record = nodes.length + 16 + dataBytes;
        const bytes = encode(child);
        data.push(bytes);
        dataBytes += bytes.length;
      }
      tree.writeUIntBE(record, index * 6 + side * 3, 3);
    }
  }
  const metadata = encode({
    node_count: nodes.length,
    record_size: 24,
    ip_version: ipVersion,
    database_type: 'Test',
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_772_450_000,
  });
  const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);
  return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata]);
}

function insert(root: Node, bits: readonly (0 | 1)[], value: Value): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const child = node.children[bit];
    const next: Node = isNode(child) ? child : { children: [undefined, undefined] };
    node.children[bit] = next;
    node = next;
  }
  node.children[bits.at(-1)!] = value;
}

/** IPv4 stands in a tree of IPv6 under 96 zeros. */
function toBits(cidr: string, ipVersion: 4 | 6): (0 | 1)[] {
  const [address, length] = ipaddr.parseCIDR(cidr);
  const bits = address.toByteArray().flatMap((byte) => byte.toString(2).padStart(8, '0').split(''));
  const padding = ipVersion === 6 && address.kind() === 'ipv4' ? Array.from({ length: 96 }, () => '0') : [];
  return [...padding, ...bits.slice(0, length)].map((bit) => (bit === '1' ? 1 : 0));
}

function isNode(child: Child): child is Node {
  return typeof child === 'object' && Array.isArray(child['children']);
}

function encode(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([toControl(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([toControl(6, 4), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    toControl(7, entries.length),
    ...entries.flatMap(([key, one]) => [encode(key), encode(one)]),
  ]);
}

function toControl(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
