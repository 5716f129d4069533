/** Invented people. */
import type { Chance } from "./chance.ts";

type Names = readonly [string, ...string[]];

const FIRST_NAMES: Names = [
  "Ada", "Bruno", "Celina", "Dario", "Edda", "Filip", "Greta", "Hugo", "Iga", "Jonas", "Kaja", "Leon",
  "Mira", "Nils", "Olga", "Pawel", "Romy", "Stefan", "Tilda", "Urs", "Vera", "Wanda", "Yara", "Zeno",
]; // prettier-ignore
const LAST_NAMES: Names = [
  "Adler", "Bielik", "Cordes", "Dolny", "Engel", "Falk", "Gorska", "Hollis", "Iwan", "Jansen", "Kowal", "Lindner",
  "Marek", "Nowik", "Ohlsen", "Pilar", "Quandt", "Rehak", "Sobol", "Toman", "Ulrich", "Veit", "Wolski", "Zander",
]; // prettier-ignore
const COUNTRIES: Names = ["PL", "PL", "PL", "DE", "CZ", "NL"];

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly country: string;
}

export function makePerson(chance: Chance): Person {
  return {
    firstName: chance.oneOf(FIRST_NAMES),
    lastName: chance.oneOf(LAST_NAMES),
    country: chance.oneOf(COUNTRIES),
  };
}

/** Never a real mailbox: example.com is reserved (RFC 2606). */
export function addressOf(person: Person, customerId: string): string {
  return `${person.firstName}.${person.lastName}.${customerId}@example.com`.toLowerCase();
}
