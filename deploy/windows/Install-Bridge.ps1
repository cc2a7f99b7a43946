<#
.SYNOPSIS
    Takes a Windows host to a bridge that is connected to MetaTrader 5. May be run again at any time.

.DESCRIPTION
    Makes a virtual environment from requirements.lock (by hash), writes the settings, keeps the
    secrets encrypted for this Windows user (DPAPI), copies the expert adviser, registers a task that
    starts the bridge at log-on, and goes the way to the terminal step by step.
    Nothing that is already right is done twice. docs/operations/windows.md tells the whole story.

.EXAMPLE
    .\Install-Bridge.ps1 -Login 12345678 -Server Broker-Demo -NatsUrl nats://10.8.0.1:4222

.EXAMPLE
    .\Install-Bridge.ps1 -CheckOnly
#>
[CmdletBinding()]
param(
    [long]   $Login = 0,
    [string] $Server = '',
    [string] $NatsUrl = '',
    [string] $NatsUser = 'mt5-bridge',
    [string] $Venue = 'mt5',
    [string] $Account = '',
    [string] $Symbols = '',
    [string] $ServerClock = 'GMT+2/us',
    [string] $TerminalPath = '',
    [string] $TerminalData = '',
    [string] $InstallDir = (Join-Path $env:LOCALAPPDATA 'Tickloom'),
    [string] $TaskName = 'Tickloom bridge',
    [switch] $NewSecrets,
    [switch] $NoTask,
    [switch] $CheckOnly
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$Root = (Resolve-Path (Join-Path $PSScriptRoot '..\..')).Path
$Venv = Join-Path $InstallDir 'venv'
$VenvPython = Join-Path $Venv 'Scripts\python.exe'
$ConfigFile = Join-Path $InstallDir 'bridge.json'
$SecretFile = Join-Path $InstallDir 'secrets.xml'
$StartScript = Join-Path $InstallDir 'Start-Bridge.ps1'

function Write-Step([string] $Text) { Write-Host "== $Text" -ForegroundColor Cyan }
function Write-Done([string] $Text) { Write-Host "   $Text" -ForegroundColor Green }

function Stop-WithHelp([string] $What, [string] $Do) {
    Write-Host "   $What" -ForegroundColor Red
    Write-Host "   -> $Do" -ForegroundColor Yellow
    exit 1
}

function Invoke-Program([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) {
        Stop-WithHelp "$Program ended with status $LASTEXITCODE" 'Read the lines above; run this script again afterwards.'
    }
}

function Assert-Host {
    Write-Step 'This host'
    if ($env:OS -ne 'Windows_NT') {
        Stop-WithHelp 'This is not Windows.' 'MetaTrader 5 and its Python package exist for Windows only.'
    }
    if (-not [Environment]::Is64BitOperatingSystem) {
        Stop-WithHelp 'Windows is 32-bit.' 'The MetaTrader5 package needs a 64-bit Windows.'
    }
    Write-Done "Windows $([Environment]::OSVersion.Version), user $env:USERNAME"
}

function Find-Python {
    Write-Step 'Python 3.11 to 3.14, 64-bit'
    if (Test-Path $VenvPython) {
        Write-Done "environment $Venv is there"
        return $VenvPython
    }
    if ($null -eq (Get-Command py -ErrorAction SilentlyContinue)) {
        Stop-WithHelp 'The Python launcher "py" was not found.' 'Install Python 3.12 (64-bit) from python.org with "py launcher" ticked, then open a new window.'
    }
    # A version that is not there writes to stderr, which "Stop" would take for an error of ours.
    $ErrorActionPreference = 'Continue'
    foreach ($version in @('3.12', '3.13', '3.11', '3.14')) {
        $found = & py "-$version-64" -c 'import sys; print(sys.executable)' 2>$null
        if ($LASTEXITCODE -eq 0 -and $found) {
            Write-Done "Python $version"
            return [string] $found
        }
    }
    $ErrorActionPreference = 'Stop'
    Stop-WithHelp 'No Python from 3.11 to 3.14 (64-bit) was found.' 'Install Python 3.12 (64-bit) from python.org.'
}

function Install-Environment([string] $Python) {
    Write-Step 'The bridge and what it needs, as locked'
    $stamp = Join-Path $InstallDir 'installed.txt'
    $sources = @('libs', 'services\mt5-bridge') | ForEach-Object { Join-Path $Root $_ }
    $files = @(Get-ChildItem -Path $sources -Recurse -File -Include '*.py', '*.toml')
    $files += Get-Item (Join-Path $Root 'requirements.lock')
    $newest = ($files | Sort-Object LastWriteTimeUtc | Select-Object -Last 1).LastWriteTimeUtc.Ticks
    if ((Test-Path $stamp) -and ((Get-Content $stamp -Raw).Trim() -eq [string] $newest)) {
        Write-Done 'up to date'
        return
    }
    New-Item -ItemType Directory -Force -Path $InstallDir | Out-Null
    if (-not (Test-Path $VenvPython)) { Invoke-Program $Python @('-m', 'venv', $Venv) }

    # uv itself is pinned by hash in the lock
    $lock = Get-Content (Join-Path $Root 'requirements.lock') -Raw
    $block = [regex]::Match($lock, '(?ms)^uv==.*?(?=^[A-Za-z]|\z)').Value
    if (-not $block) {
        Stop-WithHelp 'requirements.lock does not pin uv.' 'Fetch the project again: the file is damaged.'
    }
    $uvFile = Join-Path $InstallDir 'uv.txt'
    Set-Content -Path $uvFile -Value $block -Encoding Ascii
    Invoke-Program $VenvPython @('-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes', '-r', $uvFile)

    Push-Location $Root
    try {
        $wanted = ((& $VenvPython 'deploy\extras.py' 'mt5-bridge') -split ' ')
        $members = ((& $VenvPython 'deploy\extras.py' '--members' 'mt5-bridge') -split ' ')
        $uv = @('-m', 'uv', 'pip', 'install', '--python', $VenvPython)
        Invoke-Program $VenvPython ($uv + @('--require-hashes', '--constraints', 'requirements.lock', '--excludes', 'deploy\members.txt') + $wanted)
        Invoke-Program $VenvPython ($uv + @('--no-deps') + $members)
    }
    finally { Pop-Location }
    Set-Content -Path $stamp -Value $newest -Encoding Ascii
    Write-Done "installed in $Venv"
}

function Find-Terminal {
    Write-Step 'MetaTrader 5'
    $places = @($TerminalPath, (Join-Path $env:ProgramFiles 'MetaTrader 5\terminal64.exe'))
    $places += @(Get-ChildItem -Path $env:ProgramFiles -Filter 'terminal64.exe' -Recurse -Depth 2 -ErrorAction SilentlyContinue | ForEach-Object { $_.FullName })
    foreach ($place in $places) {
        if ($place -and (Test-Path $place)) {
            Write-Done $place
            return $place
        }
    }
    Stop-WithHelp 'terminal64.exe was not found.' 'Install MetaTrader 5 from your broker, log in once by hand, or give -TerminalPath.'
}

function Save-Settings([string] $Terminal) {
    Write-Step 'Settings'
    $known = @{}
    if (Test-Path $ConfigFile) {
        (Get-Content $ConfigFile -Raw | ConvertFrom-Json).PSObject.Properties | ForEach-Object { $known[$_.Name] = $_.Value }
    }
    if ($Login -gt 0) { $known['TICKLOOM_TERMINAL_LOGIN'] = [string] $Login }
    if ($Server) { $known['TICKLOOM_TERMINAL_SERVER'] = $Server }
    if ($NatsUrl) { $known['TICKLOOM_NATS_URL'] = $NatsUrl }
    foreach ($name in @('TICKLOOM_TERMINAL_LOGIN', 'TICKLOOM_TERMINAL_SERVER', 'TICKLOOM_NATS_URL')) {
        if (-not $known.ContainsKey($name)) {
            Stop-WithHelp "$name is not known yet." 'Run again with -Login, -Server and -NatsUrl.'
        }
    }
    if ($known['TICKLOOM_NATS_URL'] -match '//[^/]*@') {
        Stop-WithHelp 'The NATS address carries a password.' 'Give it without: the password is asked for and kept encrypted.'
    }
    $known['TICKLOOM_TERMINAL'] = 'package'
    $known['TICKLOOM_TERMINAL_PATH'] = $Terminal
    $known['TICKLOOM_NATS_USER'] = $NatsUser
    $known['TICKLOOM_VENUE'] = $Venue
    if ($Account) { $known['TICKLOOM_ACCOUNT'] = $Account }
    if (-not $known.ContainsKey('TICKLOOM_ACCOUNT')) {
        $known['TICKLOOM_ACCOUNT'] = "mt5-$($known['TICKLOOM_TERMINAL_LOGIN'])"
    }
    if ($Symbols) { $known['TICKLOOM_SYMBOLS'] = $Symbols }
    $known['TICKLOOM_SERVER_CLOCK'] = $ServerClock
    $known['TICKLOOM_DATA_DIR'] = (Join-Path $InstallDir 'data')
    $known | ConvertTo-Json | Set-Content -Path $ConfigFile -Encoding Ascii
    Write-Done "$ConfigFile (no secrets in it)"
}

function Save-Secrets {
    Write-Step 'Secrets'
    if ((Test-Path $SecretFile) -and -not $NewSecrets) {
        Write-Done "$SecretFile is there; -NewSecrets asks again"
        return
    }
    # Export-Clixml encrypts secure strings for this user on this machine (DPAPI).
    $nats = Read-Host "Password of the NATS user '$NatsUser'" -AsSecureString
    $terminal = Read-Host 'Master password of the trading account (empty: the terminal has saved it)' -AsSecureString
    @{ TICKLOOM_NATS_PASSWORD = $nats; TICKLOOM_TERMINAL_PASSWORD = $terminal } | Export-Clixml -Path $SecretFile
    Write-Done "$SecretFile, readable by $env:USERNAME on this machine only"
}

function Save-StartScript {
    Write-Step 'Start script'
    Copy-Item -Path (Join-Path $PSScriptRoot 'Start-Bridge.ps1') -Destination $StartScript -Force
    Write-Done $StartScript
}

function Copy-Adviser {
    Write-Step 'Expert adviser (dead man''s switch)'
    if (-not $TerminalData) {
        Write-Host '   skipped: give -TerminalData, the folder of File > Open Data Folder in the terminal' -ForegroundColor Yellow
        return
    }
    $mql = Join-Path $TerminalData 'MQL5'
    if (-not (Test-Path $mql)) {
        Stop-WithHelp "There is no folder $mql." 'Give the folder that File > Open Data Folder opens.'
    }
    Copy-Item -Path (Join-Path $Root 'deploy\mt5\TickloomBridge.mq5') -Destination (Join-Path $mql 'Experts') -Force
    $include = Join-Path $mql 'Include\Tickloom'
    New-Item -ItemType Directory -Force -Path $include | Out-Null
    Copy-Item -Path (Join-Path $Root 'deploy\mt5\Include\Tickloom\*') -Destination $include -Force
    Write-Done 'copied; compile it in MetaEditor (F7) and drag it onto a chart'
}

function Test-Nats {
    Write-Step 'The way to NATS'
    $address = [Uri] ((Get-Content $ConfigFile -Raw | ConvertFrom-Json).TICKLOOM_NATS_URL)
    $port = if ($address.Port -gt 0) { $address.Port } else { 4222 }
    $client = New-Object System.Net.Sockets.TcpClient
    try {
        if (-not $client.ConnectAsync($address.Host, $port).Wait(5000)) { throw 'no answer within 5 s' }
        Write-Done "$($address.Host):$port answers"
    }
    catch {
        Write-Host "   $($address.Host):$port cannot be reached: $($_.Exception.Message)" -ForegroundColor Red
        Write-Host '   -> Check address, tunnel and the firewall of the NATS host; the bridge itself needs no open port.' -ForegroundColor Yellow
    }
    finally { $client.Dispose() }
}

function Register-Autostart {
    Write-Step 'Start at log-on'
    # A terminal needs a desktop: a task of the logged-on user, not a service of session 0.
    $command = "-NoProfile -WindowStyle Hidden -ExecutionPolicy Bypass -File `"$StartScript`""
    $action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $command
    $trigger = New-ScheduledTaskTrigger -AtLogOn -User "$env:USERDOMAIN\$env:USERNAME"
    $settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -RestartCount 999 `
        -RestartInterval (New-TimeSpan -Minutes 1) -ExecutionTimeLimit ([TimeSpan]::Zero) `
        -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings -Force | Out-Null
    Write-Done "task '$TaskName'; start it now with: Start-ScheduledTask '$TaskName'"
}

function Invoke-Check {
    Write-Step 'The way to the account, step by step'
    & powershell.exe -NoProfile -ExecutionPolicy Bypass -File $StartScript -Check
    if ($LASTEXITCODE -ne 0) {
        Stop-WithHelp 'Not every step is ok.' 'Do what stands behind the first arrow above, then: .\Install-Bridge.ps1 -CheckOnly'
    }
    Write-Done 'every step is ok'
}

Assert-Host
if (-not $CheckOnly) {
    Install-Environment (Find-Python)
    Save-Settings (Find-Terminal)
    Save-Secrets
    Save-StartScript
    Copy-Adviser
    if (-not $NoTask) { Register-Autostart }
}
if (-not (Test-Path $StartScript)) {
    Stop-WithHelp 'The bridge is not installed for this user yet.' 'Run this script without -CheckOnly first.'
}
Test-Nats
Invoke-Check
