package dev.defunct.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.defunct.lab.ps.PathSearch;
import dev.defunct.lab.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

@DisplayName("the handbook, in a browser")
@Execution(ExecutionMode.CONCURRENT)
class HandbookIT {

    private static final Path PAGE = PagesTest.ROOT.resolve("docs/target/handbook/index.html");

    /** The texts whose contrast with their background is less than 4.5 (WCAG 2, AA). */
    private static final String FAINT_TEXTS =
            """
            const rgb = c => c.match(/[\\d.]+/g).map(Number);
            const light = c => {
              const [r, g, b] = rgb(c).slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const paper = e => {
              for (; e; e = e.parentElement) {
                const c = getComputedStyle(e).backgroundColor;
                if (rgb(c)[3] !== 0) return c;
              }
              return 'rgb(255, 255, 255)';
            };
            const faint = [];
            for (const e of document.querySelectorAll('main *, nav *')) {
              const says = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
              if (!says || e.closest('style, script, desc, title')) continue;
              const svg = e.closest('svg');
              const style = getComputedStyle(e);
              const ink = light(svg ? style.fill : style.color);
              let back = light(svg ? getComputedStyle(svg.querySelector('.paper')).fill : paper(e));
              if (e.matches('.inverse')) back = light(getComputedStyle(svg.querySelector('.running')).fill);
              const contrast = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05);
              if (contrast < 4.5) faint.push(contrast.toFixed(2) + ' ' + e.outerHTML.slice(0, 90));
            }
            return faint;
            """;

    /** The visible texts of a stepper, at each of its steps. */
    private static final String ALL_STEPS =
            """
            const [stepper] = arguments;
            const text = (css, of) => of.querySelector(css).innerText;
            return [...stepper.querySelectorAll('li')].map(() => {
              const shown = [...stepper.querySelectorAll('li')].filter(li => li.offsetHeight > 0);
              if (shown.length !== 1) throw Error(shown.length + ' steps are shown');
              const step = {
                place: text('output', stepper), line: text('.ran', stepper),
                words: text('p', shown[0]), tree: text('.tree', shown[0]), ps: text('.ps', shown[0])
              };
              stepper.querySelectorAll('button')[1].click();
              return step;
            });
            """;

    @TempDir Path profile;
    private ChromeDriver browser;

    private void open() {
        Needs.all(Needs.program("chromium"), Needs.program("chromedriver"));
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run");
        options.addArguments("--disable-background-networking", "--disable-component-update");
        options.addArguments("--disable-sync", "--disable-quic", "--disable-dev-shm-usage");
        options.addArguments("--user-data-dir=" + profile, "--window-size=1280,900");
        LoggingPreferences all = new LoggingPreferences();
        all.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", all);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(
                                PathSearch.find("chromedriver").orElseThrow().toFile())
                        .build();
        browser =
                new ChromeDriver(
                        service,
                        options.setBinary(PathSearch.find("chromium").orElseThrow().toFile()));
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    @Tag("fetch")
    @DisplayName(
            "on a desktop, the handbook loads without errors, broken links or missing "
                    + "pictures, can be read in light and in dark mode, and can be printed")
    void desk() {
        open();
        load();
        assertThat(script("return location.protocol")).isEqualTo("file:");
        assertThat(
                        script(
                                "return [...document.querySelectorAll('[src], link[href]')]"
                                        + ".map(e => e.src || e.href).filter(a => !a.startsWith('data:'))"))
                .as("the files that the page loads")
                .isEqualTo(List.of());
        assertThat(
                        script(
                                "return [...document.querySelectorAll('a[href]')]"
                                        + ".map(a => a.getAttribute('href'))"
                                        + ".filter(a => a.startsWith('#')"
                                        + "  ? !document.getElementById(a.slice(1))"
                                        + "  : !a.startsWith('https://'))"))
                .as("broken links")
                .isEqualTo(List.of());
        assertThat(
                        script(
                                "const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                                        + "return ids.filter((id, i) => ids.indexOf(id) !== i)"))
                .as("ids that occur twice")
                .isEqualTo(List.of());
        assertThat(browser.findElements(By.cssSelector("code.language-java .hljs-keyword")))
                .as("highlighted code")
                .isNotEmpty();
        pictures(7); // six timelines, and the life of a process
        contents();
        contrast("light");
        contrast("dark");
        paper();
        assertNoComplaints();
    }

    /** A click on a chapter in the contents brings that chapter to the top of the window. */
    private void contents() {
        List<WebElement> links =
                browser.findElements(
                        By.cssSelector("nav > details > ol > li > a, nav summary > a"));
        assertThat(links).hasSize(Handbook.pages(PagesTest.ROOT).size() + 1); // and the sources
        for (WebElement link : links) {
            link.click();
            String id = link.getDomAttribute("href").substring(1);
            await("the chapter " + id)
                    .until(
                            () ->
                                    (Boolean)
                                            script(
                                                    "const r = document.getElementById('"
                                                            + id
                                                            + "').getBoundingClientRect();"
                                                            + "return r.top >= 0 && r.top < innerHeight"));
        }
        script("document.querySelector('article a[href^=\"#process-lab\"]').click()");
        await("the listing that the link leads to is open")
                .until(() -> (Boolean) script("return document.querySelector(location.hash).open"));
    }

    @Test
    @DisplayName("the handbook shows for each claim, A1 to E4, how its tests ended in this build")
    void claims() throws IOException {
        Document page = Jsoup.parse(PAGE.toFile());
        assertThat(page.select("h3[id^=docs-errata--]").eachText())
                .extracting(heading -> heading.substring(0, 2))
                .isEqualTo(VerdictsTest.CLAIMS);
        assertThat(page.select(".result").eachText())
                .hasSizeGreaterThanOrEqualTo(VerdictsTest.CLAIMS.size())
                .allMatch(
                        result ->
                                result.matches("(passed|skipped), (\\d+ times, )?\\d+\\.\\d\\d s"));
        assertThat(page.select(".build").text()).containsPattern(", 0 failed, \\d+ skipped\\.$");
    }

    @Test
    @Tag("fetch")
    @DisplayName("on a phone that is 375 pixels wide, the handbook does not scroll sideways")
    void phone() {
        open();
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 375, "height", 700, "deviceScaleFactor", 2, "mobile", true));
        browser.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
        load();
        assertThat(script("return innerWidth")).isEqualTo(375L);
        assertThat(script("return document.documentElement.scrollWidth")).isEqualTo(375L);
        assertThat(script("return document.querySelector('nav > details').open")).isEqualTo(false);
        pictures(7);
        tap();
        assertNoComplaints();
    }

    @Test
    @DisplayName(
            "the steps of the stepper in each chapter are the events that the picture of the chapter shows")
    void steps() throws IOException {
        Elements steppers = Jsoup.parse(PAGE.toFile()).select(".stepper");
        assertThat(steppers).hasSameSizeAs(Chapter.all(PagesTest.ROOT));
        for (Element stepper : steppers) {
            String picture = stepper.previousElementSibling().select("svg > desc").text();
            String[] drawn = picture.split("[.] ");
            List<String> steps = stepper.select("li > p").eachText();
            steps.removeIf(words -> words.contains(" | ")); // what a process prints is not drawn
            assertThat(steps)
                    .extracting(HandbookIT::timeAndProcess)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.of(drawn).map(HandbookIT::timeAndProcess).toList());
        }
    }

    private static String timeAndProcess(String words) {
        return words.replaceFirst("(\\S+ s: \\S+) .*", "$1");
    }

    @Test
    @DisplayName(
            "buttons and keys go through the steps of a play, and stop at the first and at the last step")
    void buttonsAndKeys() {
        open();
        load();
        WebElement stepper = browser.findElement(By.className("stepper"));
        WebElement previous = stepper.findElements(By.tagName("button")).get(0);
        WebElement next = stepper.findElements(By.tagName("button")).get(1);
        int count = stepper.findElements(By.tagName("li")).size();
        assertThat(step(stepper)).isEqualTo("1 of " + count);
        previous.click();
        assertThat(step(stepper)).isEqualTo("1 of " + count);
        next.click();
        assertThat(step(stepper)).isEqualTo("2 of " + count);
        next.sendKeys(Keys.ARROW_RIGHT);
        assertThat(step(stepper)).isEqualTo("3 of " + count);
        next.sendKeys(Keys.END, Keys.ARROW_RIGHT);
        assertThat(step(stepper)).isEqualTo(count + " of " + count);
        next.sendKeys(Keys.ARROW_LEFT);
        assertThat(step(stepper)).isEqualTo(count - 1 + " of " + count);
        next.sendKeys(Keys.HOME);
        assertThat(step(stepper)).isEqualTo("1 of " + count);
        assertNoComplaints();
    }

    private static String step(WebElement stepper) {
        return stepper.findElement(By.tagName("output")).getText();
    }

    @Test
    @DisplayName(
            "at each step, the tree of processes, the output of ps and the marked line show the same event")
    @SuppressWarnings("unchecked")
    void sideBySide() {
        open();
        load();
        for (WebElement stepper : browser.findElements(By.className("stepper"))) {
            var steps = (List<Map<String, String>>) browser.executeScript(ALL_STEPS, stepper);
            for (int i = 0; i < steps.size(); i++) {
                assertThat(steps.get(i).get("place")).isEqualTo(i + 1 + " of " + steps.size());
                assertAgrees(steps.get(i));
            }
        }
    }

    private static void assertAgrees(Map<String, String> step) {
        String words = step.get("words");
        String tree = step.get("tree");
        String ps = step.get("ps");
        assertThat(pids(ps)).as(words).containsExactlyInAnyOrderElementsOf(pids(tree));
        assertThat(ps.split("<defunct>", -1)).as(words).hasSameSizeAs(tree.split("zombie", -1));
        if (words.contains(" parent ") && words.contains(" | tick ")) {
            assertThat(step.get("line")).as(words).contains("println(\"tick ");
        }
        if (words.matches(".* (app|intermediate) .* is started by parent .*")) {
            assertThat(step.get("line")).as(words).contains("Spawn.java(");
        }
    }

    /** The first number of each line that has a number. */
    private static List<String> pids(String lines) {
        return lines.lines()
                .map(line -> line.replaceFirst("\\D*(\\d*).*", "$1"))
                .filter(pid -> !pid.isEmpty())
                .toList();
    }

    @Test
    @DisplayName(
            "on paper, and in a browser without JavaScript, the handbook shows the picture instead of the stepper")
    void pictureInstead() {
        open();
        load();
        assertThat(browser.findElement(By.className("stepper")).isDisplayed()).isTrue();
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        assertThat(browser.findElement(By.className("stepper")).isDisplayed()).isFalse();
        pictures(7);
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
        browser.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        load();
        assertThat(browser.findElement(By.className("stepper")).isDisplayed()).isFalse();
        pictures(7);
    }

    /** The buttons of a stepper are large enough for a finger, and react to it. */
    private void tap() {
        WebElement stepper = browser.findElement(By.className("stepper"));
        WebElement next = stepper.findElements(By.tagName("button")).get(1);
        assertThat(next.getSize().getHeight()).isGreaterThanOrEqualTo(44);
        script("document.querySelector('.stepper').scrollIntoView()");
        Map<?, ?> place =
                (Map<?, ?>)
                        script(
                                "const r = document.querySelectorAll('.stepper button')[1]"
                                        + ".getBoundingClientRect();"
                                        + "return { x: r.x + r.width / 2, y: r.y + r.height / 2 }");
        touch("touchStart", List.of(place));
        touch("touchEnd", List.of());
        await("the next step").until(() -> step(stepper).startsWith("2 of "));
    }

    private void touch(String type, List<?> points) {
        browser.executeCdpCommand(
                "Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
    }

    private void contrast(String scheme) {
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
        assertThat(script("return matchMedia('(prefers-color-scheme: " + scheme + ")').matches"))
                .isEqualTo(true);
        assertThat((List<?>) script(FAINT_TEXTS))
                .as("texts that are hard to read in mode " + scheme)
                .isEmpty();
    }

    private void paper() {
        Map<String, Object> pdf = browser.executeCdpCommand("Page.printToPDF", Map.of());
        byte[] bytes = Base64.getDecoder().decode((String) pdf.get("data"));
        assertThat(new String(bytes, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
        assertThat(browser.findElement(By.tagName("nav")).isDisplayed()).isFalse();
        assertThat(browser.findElement(By.tagName("h1")).isDisplayed()).isTrue();
    }

    private void load() {
        assertThat(Files.exists(PAGE)).as("whether mvn verify has made the handbook").isTrue();
        browser.get(PAGE.toUri().toString());
    }

    private void pictures(int count) {
        List<WebElement> pictures = browser.findElements(By.cssSelector("figure svg"));
        assertThat(pictures).hasSize(count);
        for (WebElement picture : pictures) {
            assertThat(picture.isDisplayed()).isTrue();
            assertThat(picture.getSize().getHeight()).isGreaterThan(100);
            assertThat(picture.findElements(By.cssSelector("title, desc"))).hasSize(2);
        }
    }

    private void assertNoComplaints() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    private Object script(String script) {
        return browser.executeScript(script);
    }
}
