// What an app on Android needs around the library: device keys in the Keystore, pushes, notifications.

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    `maven-publish`
}

group = "dev.countersign"
version = libs.versions.countersign.get()

android {
    namespace = "dev.countersign.android"
    compileSdk = 36
    defaultConfig { minSdk = 26 }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    publishing { singleVariant("release") { withSourcesJar() } }
}

kotlin {
    explicitApi()
    compilerOptions { allWarningsAsErrors = true }
}

dependencies {
    api(libs.countersign)
    implementation(libs.coroutines.android)
    // Only apps that use `FirebasePushes` bring Firebase.
    compileOnly(libs.firebase.messaging)
}

publishing {
    publications.register<MavenPublication>("release") {
        artifactId = "countersign-android-sdk"
        afterEvaluate { from(components["release"]) }
        pom {
            name = "Countersign SDK for Android"
            description = "Device keys, pushes and notifications for apps that answer logins."
            licenses { license { name = "Apache-2.0 OR MIT" } }
        }
    }
}
