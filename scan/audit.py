"""Ask for known faults in what we depend on: exit 1 if there is one.

The advisories stand with PyPI, or else with OSV. Where neither can be reached, that is
said plainly and fails nothing; docs/adr/0018-audit-and-scan.md says why.
AUDIT_MUST_ANSWER=1 makes silence a failure, for those who publish a release.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
LOCK = HERE / "requirements" / "site.txt"
# Faults that do not touch us, by their number, each with its reason.
KNOWN: dict[str, str] = {}


def main() -> int:
    """Ask one service after the other until one knows what we have."""
    silent = []
    for service in ("pypi", "osv"):
        report = asked(service)
        if report is None:
            silent.append(f"{service} did not answer")
            continue
        verdict = read(report)
        if verdict is None:
            silent.append(f"{service} knew none of the packages")
            continue
        return verdict
    print(f"NOT AUDITED: {'; '.join(silent)}.")
    print("Nothing is known about faults in what is locked; ask again elsewhere.")
    return int(bool(os.environ.get("AUDIT_MUST_ANSWER")))


def asked(service: str) -> dict | None:
    """Return what a service says of every locked package; None if it is away."""
    command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", service]
    command += ["--disable-pip", "--require-hashes", "--requirement", str(LOCK)]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=180, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    try:
        return json.loads(done.stdout)
    except ValueError:
        print(done.stderr.strip()[-300:], file=sys.stderr)
        return None


def read(report: dict) -> int | None:
    """Say what a report finds; None if it is about no package at all."""
    packages = report.get("dependencies", [])
    left_out = [each["name"] for each in packages if "skip_reason" in each]
    audited = [each for each in packages if "skip_reason" not in each]
    if not audited:
        return None
    found = 0
    for package in audited:
        for fault in package.get("vulns", []):
            names = {fault["id"], *fault.get("aliases", [])}
            if names & KNOWN.keys():
                continue
            found += 1
            mended = ", ".join(fault.get("fix_versions", [])) or "no version yet"
            what = f"{package['name']} {package['version']}"
            print(f"{what}: {fault['id']}, mended in {mended}")
    for name in left_out:
        print(f"not audited: {name}")
    sums = f"{len(audited)} packages audited, {found} known faults"
    print(f"{sums}, {len(left_out)} left out")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
