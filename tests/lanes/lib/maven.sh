# Maven's part: what is compiled, tested and fetched for the JVM.

# need_maven: sets `maven` to how it is called.
need_maven() {
    need javac default-jdk-headless
    need mvn maven
    need python3 python3
    maven=(mvn --batch-mode --quiet "-Dmaven.repo.local=$cache/maven"
        # It would outlive the lane.
        -Dkotlin.compiler.daemon=false)
}

# artifact GROUP NAME VERSION [CLASSIFIER]: prints where its jar is.
artifact() {
    local file=$cache/maven/${1//.//}/$2/$3/$2-$3${4:+-$4}.jar
    [ -e "$file" ] || quietly "${maven[@]}" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get \
        "-Dartifact=$1:$2:$3:jar${4:+:$4}" -Dtransitive=false >&2
    printf '%s\n' "$file"
}

# need_ktlint: sets `ktlint` to its jar.
need_ktlint() {
    ktlint=$(artifact com.pinterest.ktlint ktlint-cli 1.7.1 all)
}

# maven_tests FOLDER: compiles, tests and packages what is there. Maven's own output is shown when it says more than the tests.
maven_tests() {
    local code=0 reports=$1/target/surefire-reports
    "${maven[@]}" --file "$1/pom.xml" package >"$scratch/maven.log" 2>&1 || code=$?
    [ -d "$reports" ] || cat "$scratch/maven.log"
    python3 "$library/xunit.py" "$reports"/TEST-*.xml || cat "$scratch/maven.log"
    return "$code"
}
