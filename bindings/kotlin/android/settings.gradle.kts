// Not run here: Android's tools come from Google's repository. The same sources are compiled and tested by ../pom.xml.

pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "countersign-android"
