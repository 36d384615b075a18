import { describe, expect, it } from 'vitest';
import { databaseNameIn } from './database-name.ts';

describe("the database's name", () => {
  it.each([
    ['mongodb://a:27017,b:27017,c:27017/evidence?replicaSet=rs0', 'evidence'],
    ['mongodb+srv://user:pass%2Fword@cluster.example/evidence', 'evidence'],
    ['mongodb://127.0.0.1:27017/?directConnection=true', 'officine'],
    ['mongodb://127.0.0.1', 'officine'],
  ])('in %s is %s', (uri, name) => {
    expect(databaseNameIn(uri)).toBe(name);
  });
});
