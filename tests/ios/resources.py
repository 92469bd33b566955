"""Checks what Xcode would only find when it builds, signs or submits the iOS app.

Usage: resources.py FOLDER. Prints one line per check: "ok NAME" or "FAIL NAME".
"""

import json
import plistlib
import re
import sys
from pathlib import Path

LANGUAGES = {"en", "de", "ar"}
PURPOSES = {"NSCameraUsageDescription", "NSFaceIDUsageDescription"}
GROUPS = ("com.apple.security.application-groups", "keychain-access-groups")


def main(app: Path) -> None:
    plists = {path.name if path.parent == app else f"{path.parent.name}/{path.name}": plist(path) for path in sorted(
        path for path in app.rglob("*") if path.suffix in {".plist", ".entitlements", ".xcprivacy"})}
    info, extension = plists["Info.plist"], plists["NotificationService/Info.plist"]
    entitled, shared = plists["Countersign.entitlements"], plists["NotificationService.entitlements"]
    share, sharing = plists["ShareExtension/Info.plist"], plists["ShareExtension.entitlements"]
    privacy = plists["Resources/PrivacyInfo.xcprivacy"]
    code = "".join(path.read_text() for path in sorted((app / "Shared").glob("*.swift")))

    told("no request is sent in the clear", "NSAppTransportSecurity" not in info | extension | share)
    told("what needs permission says why", PURPOSES <= set(info) and all(info[name] for name in PURPOSES))
    told("it says so in every language", catalog(app / "Resources/InfoPlist.xcstrings", PURPOSES))
    told("every text is in every language", catalog(app / "Resources/Localizable.xcstrings"))
    told("the languages are declared",
         set(info["CFBundleLocalizations"]) == set(share["CFBundleLocalizations"]) == LANGUAGES)
    told("links lead to the app", info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["countersign"]
         and entitled["com.apple.developer.associated-domains"] == ["applinks:$(COUNTERSIGN_LINK_HOST)"])
    told("app and extension share accounts and keys", all(entitled[group] == shared[group] for group in GROUPS))
    told("the accounts are in the shared container", entitled[GROUPS[0]] == re.findall(r'name = "(group[^"]+)"', code))
    told("the keys are in the shared group",
         entitled[GROUPS[1]] == [info["CountersignKeychainGroup"]] == [extension["CountersignKeychainGroup"]])
    told("the task in the background is permitted",
         info["BGTaskSchedulerPermittedIdentifiers"] == re.findall(r'refreshTask = "([^"]+)"', code))
    told("an extension prepares notifications",
         begins(extension, "com.apple.usernotifications.service", app / "NotificationService"))
    told("an extension takes what other apps share", begins(share, "com.apple.share-services", app / "ShareExtension"))
    told("it takes one picture, one link or a text", share["NSExtension"]["NSExtensionAttributes"] == {
        "NSExtensionActivationRule": {"NSExtensionActivationSupportsImageWithMaxCount": 1,
                                      "NSExtensionActivationSupportsWebURLWithMaxCount": 1,
                                      "NSExtensionActivationSupportsText": True}})
    told("it sees the shared container, and no key", sharing == {GROUPS[0]: entitled[GROUPS[0]]})
    told("no extension has more rights than the app", set(shared) <= set(entitled))
    told("nobody is tracked and nothing collected",
         privacy["NSPrivacyTracking"] is False
         and privacy["NSPrivacyTrackingDomains"] == privacy["NSPrivacyCollectedDataTypes"] == [])
    told("every picture in the catalog is there", all(pictures(app / "Resources/Assets.xcassets")))
    told("the project names what is there", all((app / path).exists() for path in named(app / "project.yml")))


def told(name: str, holds: bool) -> None:
    print(f"{'ok' if holds else 'FAIL'} {name}")


def begins(info: dict, point: str, folder: Path) -> bool:
    """Whether an extension hooks in where it says, with a class that is there."""
    extension = info["NSExtension"]
    name = extension["NSExtensionPrincipalClass"].removeprefix("$(PRODUCT_MODULE_NAME).")
    return extension["NSExtensionPointIdentifier"] == point and f"class {name}:" in (folder / f"{name}.swift").read_text()


def plist(path: Path) -> dict:
    with path.open("rb") as file:
        return plistlib.load(file)


def catalog(path: Path, names: set[str] | None = None) -> bool:
    """Whether a string catalog has a translated text for everything in every language."""
    texts = json.loads(path.read_text())["strings"]
    return (names is None or set(texts) == names) and all(
        set(text["localizations"]) == LANGUAGES and all(map(translated, text["localizations"].values()))
        for text in texts.values())


def translated(text: dict) -> bool:
    plurals = text.get("variations", {}).get("plural", {})
    units = [form["stringUnit"] for form in plurals.values()] if plurals else [text["stringUnit"]]
    return all(unit["state"] == "translated" and unit["value"] for unit in units)


def pictures(catalog: Path) -> list[bool]:
    found = []
    for contents in catalog.rglob("Contents.json"):
        images = json.loads(contents.read_text()).get("images", [])
        found += [(contents.parent / image["filename"]).exists() for image in images]
    return found


def named(project: Path) -> list[str]:
    """The files and folders that the project definition names."""
    text = project.read_text()
    lists = re.findall(r"^\s*sources: \[(.+)\]$", text, re.MULTILINE)
    files = re.findall(r"^\s*(?:CODE_SIGN_ENTITLEMENTS|INFOPLIST_FILE): (.+)$", text, re.MULTILINE)
    packages = re.findall(r"\{ path: (\S+) \}", text)
    assert lists and files and packages, "the project definition has another form"
    return [path.strip() for paths in lists for path in paths.split(",")] + files + packages


if __name__ == "__main__":
    main(Path(sys.argv[1]))
