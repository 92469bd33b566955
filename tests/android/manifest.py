"""Checks the app's manifest and what it refers to: each rule prints "ok" or "FAIL" and its name."""

import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path

ANDROID = "{http://schemas.android.com/apk/res/android}"
DOMAINS = {"root", "file", "database", "sharedpref", "external"}
PERMISSIONS = {
    "android.permission." + name
    for name in (
        "INTERNET",
        "ACCESS_NETWORK_STATE",
        "RECEIVE_BOOT_COMPLETED",
        "POST_NOTIFICATIONS",
        "USE_BIOMETRIC",
        "CAMERA",
        "HIDE_OVERLAY_WINDOWS",
    )
}
EXPORTED = {".view.MainActivity", "dev.countersign.android.UnifiedPushReceiver"}


class Manifest:
    """The manifest and the resources beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = ElementTree.parse(folder / "AndroidManifest.xml").getroot()
        application = self.root.find("application")
        assert application is not None
        self.application = application

    def resource(self, attribute: str) -> ElementTree.Element:
        """The XML resource that an attribute of the application names."""
        kind, name = self.application.get(ANDROID + attribute, "").removeprefix("@").split("/")
        return ElementTree.parse(self.folder / "res" / kind / f"{name}.xml").getroot()

    def components(self) -> Iterator[ElementTree.Element]:
        for kind in ("activity", "activity-alias", "service", "receiver", "provider"):
            yield from self.application.iter(kind)

    def filters(self) -> Iterator[ElementTree.Element]:
        for component in self.components():
            yield from component.iter("intent-filter")


def no_cleartext(manifest: Manifest) -> bool:
    config = manifest.resource("networkSecurityConfig")
    permitted = [element.get("cleartextTrafficPermitted") for element in config.iter() if "config" in element.tag]
    anchors = [element.get("src") for element in config.iter("certificates")]
    flag = manifest.application.get(ANDROID + "usesCleartextTraffic")
    return flag == "false" and set(permitted) <= {None, "false"} and "false" in permitted and anchors == ["system"]


def no_backup(manifest: Manifest) -> bool:
    rules = manifest.resource("dataExtractionRules")
    sections = {section.tag: excluded(section) for section in rules}
    old = excluded(manifest.resource("fullBackupContent"))
    allowed = manifest.application.get(ANDROID + "allowBackup")
    return allowed == "false" and old == DOMAINS and sections == {"cloud-backup": DOMAINS, "device-transfer": DOMAINS}


def excluded(section: ElementTree.Element) -> set[str]:
    """The domains that are left out as a whole. Including anything makes it nothing."""
    if section.find("include") is not None:
        return set()
    return {rule.get("domain", "") for rule in section.findall("exclude") if rule.get("path") == "."}


def exported(manifest: Manifest) -> bool:
    said = {component.get(ANDROID + "name"): component.get(ANDROID + "exported") for component in manifest.components()}
    return {name for name, value in said.items() if value == "true"} == EXPORTED and set(said.values()) == {"true", "false"}


def protected_job(manifest: Manifest) -> bool:
    services = list(manifest.application.iter("service"))
    return len(services) == 1 and services[0].get(ANDROID + "permission") == "android.permission.BIND_JOB_SERVICE"


def verified_links(manifest: Manifest) -> bool:
    web = [entry for entry in manifest.filters() if {"http", "https"} & schemes(entry)]
    paths = [data.get(ANDROID + "path") for entry in web for data in entry.iter("data")]
    verified = [entry.get(ANDROID + "autoVerify") for entry in web]
    return verified == ["true"] and paths == ["/enroll"] and schemes(web[0]) == {"https"}


def own_links(manifest: Manifest) -> bool:
    found = set[str]().union(*(schemes(entry) for entry in manifest.filters()))
    return found == {"https", "countersign"}


def schemes(entry: ElementTree.Element) -> set[str]:
    return {data.get(ANDROID + "scheme", "") for data in entry.iter("data")} - {""}


def permissions(manifest: Manifest) -> bool:
    asked = [element.get(ANDROID + "name") for tag in ("uses-permission", "uses-permission-sdk-23") for element in manifest.root.iter(tag)]
    return sorted(asked) == sorted(PERMISSIONS)


def not_debuggable(manifest: Manifest) -> bool:
    return not {"debuggable", "testOnly", "sharedUserId"} & {name.removeprefix(ANDROID) for name in (*manifest.application.keys(), *manifest.root.keys())}


def languages(manifest: Manifest) -> bool:
    named = {locale.get(ANDROID + "name") for locale in manifest.resource("localeConfig")}
    there = {folder.name.removeprefix("values-") for folder in manifest.folder.glob("res/values-??") if (folder / "strings.xml").exists()}
    return named == there | {"en"} and manifest.application.get(ANDROID + "supportsRtl") == "true"


RULES: dict[str, Callable[[Manifest], bool]] = {
    "nothing is sent in the clear, and only the system's certificates are trusted": no_cleartext,
    "nothing is backed up or moved to another phone": no_backup,
    "the exported components are the activity and the receiver of UnifiedPush": exported,
    "only the system starts the job": protected_job,
    "links of the web are verified and lead to enrollment only": verified_links,
    "there are no other schemes": own_links,
    "the permissions are exactly those needed": permissions,
    "nothing makes it debuggable": not_debuggable,
    "every language is offered in the settings": languages,
}


def main(folder: Path) -> int:
    manifest = Manifest(folder)
    failed = 0
    for name, holds in RULES.items():
        good = holds(manifest)
        failed += not good
        print(f"{'ok' if good else 'FAIL'} manifest: {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
