// Not run here: Android's tools come from Google's repository. What can be checked without them is checked by `tests/run android`.

pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "countersign-for-android"

// The library itself, compiled from Rust.
includeBuild("../bindings/kotlin/android") {
    dependencySubstitution {
        substitute(module("dev.countersign:countersign-android")).using(project(":"))
    }
}

include(":sdk", ":app")
