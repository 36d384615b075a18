import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeAttribute, escapeText } from './canonical-text.ts';
import { readCanonical } from './read-canonical.ts';

describe('reading canonical XML', () => {
  it('resolves prefixes, the nearest declaration first', () => {
    const tree = readCanonical('<a:x xmlns:a="urn:1"><a:y xmlns:a="urn:2" a:k="v" k="w"></a:y><z xmlns="urn:3"></z></a:x>');

    expect(tree).toMatchObject({ namespace: 'urn:1', name: 'x' });
    expect(tree.children.map(({ namespace, name }) => `{${namespace}}${name}`)).toEqual(['{urn:2}y', '{urn:3}z']);
    expect([...(tree.children[0]?.attributes ?? [])]).toEqual([
      ['{urn:2}k', 'v'],
      ['k', 'w'],
    ]);
  });

  it('gives back whatever was written, in text and in attributes', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}|[\uFFFE\uFFFF]/u.test(text) && text.isWellFormed());

    fc.assert(
      fc.property(value, value, (text, attribute) => {
        const tree = readCanonical(`<a k="${escapeAttribute(attribute)}">${escapeText(text)}</a>`);

        expect(tree.text).toBe(text);
        expect(tree.attributes.get('k')).toBe(attribute);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['text alone', 'a'],
    ['an empty-element tag', '<a/>'],
    ['a comment', '<a><!-- --></a>'],
    ['CDATA', '<a><![CDATA[x]]></a>'],
    ['a processing instruction', '<a><?x?></a>'],
    ['an entity that is not canonical', '<a>&apos;</a>'],
    ['a bare ampersand', '<a>&</a>'],
    ['an unbound prefix', '<p:a></p:a>'],
    ['an end tag of another element', '<a><b></a></b>'],
    ['an end tag with a longer name', '<a></ab>'],
    ['single quotes', "<a k='v'></a>"],
    ['an element that never ends', '<a><b></b>'],
    ['a second element', '<a></a><b></b>'],
    ['something behind it', '<a></a> '],
  ])('refuses %s', (_, text) => {
    expect(() => readCanonical(text)).toThrow(SyntaxError);
  });
});

describe('writing a value', () => {
  it.each(['\0', '\u0008', '\uFFFE', '\uD800'])('refuses a character that XML cannot hold', (character) => {
    expect(() => escapeText(`a${character}`)).toThrow(RangeError);
    expect(() => escapeAttribute(`a${character}`)).toThrow(RangeError);
  });
});
