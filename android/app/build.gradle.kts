plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "dev.countersign.app"
    compileSdk = 36
    defaultConfig {
        applicationId = "dev.countersign.app"
        minSdk = 26
        targetSdk = 36
        versionCode = 1
        versionName = libs.versions.countersign.get()
        // The host whose links open the app: set it with -PlinkHost, and publish /.well-known/assetlinks.json there.
        manifestPlaceholders["linkHost"] = providers.gradleProperty("linkHost").getOrElse("countersign.example")
    }
    buildTypes {
        release {
            // Texts are looked up by name: code is shrunk, resources are not.
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    androidResources { generateLocaleConfig = false }
}

kotlin {
    compilerOptions { allWarningsAsErrors = true }
}

dependencies {
    implementation(project(":sdk"))
    implementation(libs.coroutines.android)
}
