/** A process of its own that builds the project named on its command line and says when the first node has started. */
import { openTinyProject } from "./tiny-dbt-project.ts";

const project = await openTinyProject(process.argv[2] ?? "");
await project.build({ onProgress: () => process.stdout.write("started\n") });
