/** A mail by SMTP, plain text. nodemailer is loaded when a mail is sent. */
import { TransientError } from "../domain/errors.ts";
import { NEVER_CONNECTED } from "../platform/never-connected.ts";
import { SEND_TIMEOUT_MS, type Channel } from "./channel.ts";

export interface SmtpOptions {
  /** `smtps://user:password@host:465`, or `smtp://…:587`, which uses STARTTLS where the server offers it. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Certificates in PEM of who vouches for the server; null: those that Node knows. With one, a mail goes by TLS or not at all. */
  readonly ca: string | null;
}

export function smtpChannel({ url, from, to, ca }: SmtpOptions): Channel {
  return {
    kind: "smtp",
    async send({ id, atMs, title, lines }) {
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        url,
        ...(ca === null ? {} : { requireTLS: true, tls: { ca } }),
        connectionTimeout: SEND_TIMEOUT_MS,
        greetingTimeout: SEND_TIMEOUT_MS,
        socketTimeout: SEND_TIMEOUT_MS,
      });
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: title,
          text: `${lines.join("\n")}\n`,
          messageId: `<${id}@tierline>`,
          date: new Date(atMs),
          headers: { "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        throw notTaken(error);
      } finally {
        transport.close();
      }
    },
  };
}

/** Codes of nodemailer from before the mail itself is sent. */
const BEFORE_MAIL: ReadonlySet<string> = new Set(["EAUTH", "EDNS", "EENVELOPE", "EREQUIRETLS", "ETLS"]);

/** The cause is not kept: a server's words repeat addresses, and nodemailer's may hold the login. */
function notTaken(error: unknown): TransientError {
  const { code, originalCode, responseCode } = fieldsOf(error);
  const isRefused =
    (typeof responseCode === "number" && responseCode >= 400) ||
    [code, originalCode].some((one) => typeof one === "string" && (BEFORE_MAIL.has(one) || NEVER_CONNECTED.has(one)));
  const shown = typeof code === "string" ? code : "unknown";
  if (!isRefused)
    return new TransientError("alert_unanswered", `The mail server did not say whether it took the mail (${shown}).`, {
      remedy: "Look whether it came.",
    });
  return new TransientError("alert_not_taken", `The mail server did not take the mail (${shown}).`, {
    remedy:
      "Check its address, the login, its certificate (ca: names who vouches for it) and whether it may send from this address; the next run tries again.",
  });
}

function fieldsOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === "object" && error !== null ? { ...error } : {};
}
