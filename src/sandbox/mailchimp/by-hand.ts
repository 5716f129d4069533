/** What people do in Mailchimp meanwhile. No rate limit, no fault. */
import type { Clock } from "../../platform/clock.ts";
import type { Audience, Segment, SegmentType } from "./audience.ts";
import type { Activity, CampaignRecipient } from "./campaign.ts";
import type { Member, Status } from "./member.ts";
import { memberIdOf } from "./member.ts";
import type { MergeField } from "./merge-field.ts";

export class ByHand {
  readonly #audience: () => Audience;
  readonly #clock: Clock;

  constructor(audience: () => Audience, clock: Clock) {
    this.#audience = audience;
    this.#clock = clock;
  }

  /** Returns the member id. */
  addMember(address: string, status: Status = "subscribed"): string {
    const id = memberIdOf(address);
    if (this.#audience().members.has(id)) throw new RangeError("The stand-in has this contact already.");
    this.#audience().forgotten.delete(id);
    this.#put({ id, address, status, mergeFields: {}, lastChangedMs: 0 });
    return id;
  }

  /** Archive, unsubscribe, clean, or back again. */
  setStatus(memberId: string, status: Status): void {
    this.#put({ ...this.#member(memberId), status });
  }

  /** "Permanently delete": the address cannot be imported again. */
  forget(memberId: string): void {
    const { members, segments, forgotten } = this.#audience();
    members.delete(this.#member(memberId).id);
    forgotten.add(memberId);
    for (const segment of segments.values()) segment.members.delete(memberId);
  }

  /** The contact keeps its segments under another id. Returns it. */
  changeAddress(memberId: string, address: string): string {
    const { members, segments } = this.#audience();
    const before = this.#member(memberId);
    const id = memberIdOf(address);
    if (members.has(id)) throw new RangeError("Another contact of the stand-in has this address.");
    members.delete(memberId);
    this.#put({ ...before, id, address });
    for (const segment of segments.values()) if (segment.members.delete(memberId)) segment.members.add(id);
    return id;
  }

  /** A campaign to these addresses; by default of this audience. */
  sendCampaign(id: string, sentAtMs: number, addresses: readonly string[], listId = this.#audience().id): void {
    const recipients = new Map(addresses.map((address) => [memberIdOf(address), { address, activity: [] }]));
    this.#audience().campaigns.set(id, { id, title: `Campaign ${id}`, listId, sentAtMs, recipients });
  }

  deleteCampaign(id: string): void {
    this.#audience().campaigns.delete(id);
  }

  /** Opened, clicked, bounced; it may come to be known late. */
  addActivity(campaignId: string, address: string, activity: Activity): void {
    this.#recipient(campaignId, address).activity.push(activity);
  }

  unsubscribe(campaignId: string, address: string, atMs: number): void {
    this.#recipient(campaignId, address).unsubscribedAtMs = atMs;
  }

  /** The vendor shows somebody in no report any more. */
  dropRecipient(campaignId: string, address: string): void {
    this.#recipient(campaignId, address);
    this.#audience().campaigns.get(campaignId)?.recipients.delete(memberIdOf(address));
  }

  /** Returns the segment id. */
  addSegment(name: string, type: SegmentType): number {
    return this.#audience().addSegment(name, type, this.#clock.nowMs()).id;
  }

  addToSegment(segmentId: number, memberId: string): void {
    this.#segment(segmentId).members.add(this.#member(memberId).id);
  }

  /** From now on conditions decide who is in it. */
  makeSaved(segmentId: number): void {
    this.#audience().segments.set(segmentId, { ...this.#segment(segmentId), type: "saved" });
  }

  renameSegment(segmentId: number, name: string): void {
    this.#audience().segments.set(segmentId, { ...this.#segment(segmentId), name });
  }

  deleteSegment(segmentId: number): void {
    this.#audience().segments.delete(this.#segment(segmentId).id);
  }

  addMergeField(field: Omit<MergeField, "mergeId">): void {
    const audience = this.#audience();
    audience.mergeFields.set(field.tag, { ...field, mergeId: audience.nextMergeId() });
  }

  /** The field is gone and its values with it. */
  deleteMergeField(tag: string): void {
    const { mergeFields, members } = this.#audience();
    mergeFields.delete(tag);
    for (const member of members.values()) {
      const { [tag]: _gone, ...rest } = member.mergeFields;
      members.set(member.id, { ...member, mergeFields: rest });
    }
  }

  #put(member: Member): void {
    this.#audience().members.set(member.id, { ...member, lastChangedMs: this.#clock.nowMs() });
  }

  #member(memberId: string): Member {
    const found = this.#audience().members.get(memberId);
    if (found === undefined) throw new RangeError("The stand-in has no such contact.");
    return found;
  }

  #recipient(campaignId: string, address: string): CampaignRecipient {
    const found = this.#audience().campaigns.get(campaignId)?.recipients.get(memberIdOf(address));
    if (found === undefined)
      throw new RangeError(`The stand-in sent campaign ${campaignId} to nobody of this address.`);
    return found;
  }

  #segment(segmentId: number): Segment {
    const found = this.#audience().segments.get(segmentId);
    if (found === undefined) throw new RangeError(`The stand-in has no segment ${segmentId}.`);
    return found;
  }
}
