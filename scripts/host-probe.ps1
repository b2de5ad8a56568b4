# The probe's operations on a folder of Windows, timed here: started by mntbench on WSL (harness/host-probe/on-windows.ts), by hand as
#   powershell.exe -NoProfile -ExecutionPolicy Bypass -File host-probe.ps1 -EncodedFolder <path in UTF-8 in base64> -Calls 60 -WarmUp 40
# It needs Windows PowerShell 5.1 and nothing else, and writes only into a new folder host-probe in the one that it is given. It prints
# one JSON object a line, in ASCII, whatever the language and the encoding of the console are.
param([string] $EncodedFolder, [int] $Calls, [int] $WarmUp)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$total = $Calls + $WarmUp
$ticks = New-Object 'long[]' $total
$nsPerTick = 1e9 / [Diagnostics.Stopwatch]::Frequency
$out = [Console]::Out

# Messages are in the user's language and name folders: only the kind of error is told.
function Get-Kind($record) {
  $thrown = $record.Exception
  while ($null -ne $thrown.InnerException) { $thrown = $thrown.InnerException }
  $thrown.GetType().FullName + ' 0x' + $thrown.HResult.ToString('X8')
}

# The call is put into the text of the loop: to invoke a script block for each would take as long as a file operation does.
function Measure-Operation([string] $operation, [string] $call) {
  try {
    $loop = 'for ($i = 0; $i -lt $total; $i++) { $start = [Diagnostics.Stopwatch]::GetTimestamp(); ' + $call +
      '; $ticks[$i] = [Diagnostics.Stopwatch]::GetTimestamp() - $start }'
    & ([scriptblock]::Create($loop))
    $ns = New-Object 'string[]' $Calls
    for ($i = 0; $i -lt $Calls; $i++) { $ns[$i] = ([long] ($ticks[$WarmUp + $i] * $nsPerTick)).ToString('D') }
    $out.WriteLine('{"operation":"' + $operation + '","n":' + $Calls + ',"samplesNs":[' + [string]::Join(',', $ns) + ']}')
  }
  catch { $out.WriteLine('{"operation":"' + $operation + '","failed":"' + (Get-Kind $_) + '"}') }
}

function Get-Paths([string] $folder, [string] $suffix) {
  $paths = New-Object 'string[]' $total
  for ($i = 0; $i -lt $total; $i++) { $paths[$i] = [IO.Path]::Combine($folder, 'entry-' + $i.ToString('D6') + $suffix) }
  , $paths
}

$version = $PSVersionTable.PSVersion
$out.WriteLine('{"runtime":"PowerShell ' + $version.Major + '.' + $version.Minor + '"}')

$open = [IO.FileMode]::Open
$reading = [IO.FileAccess]::Read
$writing = [IO.FileAccess]::Write
$shared = [IO.FileShare]::ReadWrite
$begin = [IO.SeekOrigin]::Begin
# With a buffer of one byte every read and write goes to the system.
$unbuffered = 1
$data = $null
$sync = $null
try {
  $parent = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($EncodedFolder))
  $folder = [IO.Path]::Combine($parent, 'host-probe')
  $deep = [IO.Path]::Combine($folder, 'n1\n2\n3')
  $list = [IO.Path]::Combine($folder, 'list')
  foreach ($path in @($deep, $list, [IO.Path]::Combine($folder, 'created'), [IO.Path]::Combine($folder, 'renamed'))) {
    [void] [IO.Directory]::CreateDirectory($path)
  }
  $leaf = [IO.Path]::Combine($folder, 'leaf')
  $deepLeaf = [IO.Path]::Combine($deep, 'leaf')
  foreach ($path in @($leaf, $deepLeaf)) { [IO.File]::WriteAllText($path, 'leaf') }
  [IO.File]::WriteAllBytes([IO.Path]::Combine($folder, 'data'), (New-Object 'byte[]' 262144))
  for ($i = 0; $i -lt 100; $i++) { [IO.File]::WriteAllText([IO.Path]::Combine($list, 'entry-' + $i.ToString('D6')), '') }
  $created = Get-Paths ([IO.Path]::Combine($folder, 'created')) ''
  $from = Get-Paths ([IO.Path]::Combine($folder, 'renamed')) '.a'
  $to = Get-Paths ([IO.Path]::Combine($folder, 'renamed')) '.b'
  foreach ($path in $from) { [IO.File]::WriteAllText($path, '') }
  $small = New-Object 'byte[]' 4096
  $large = New-Object 'byte[]' 262144
  $data = New-Object IO.FileStream([IO.Path]::Combine($folder, 'data'), $open, [IO.FileAccess]::ReadWrite, $shared, $unbuffered)
  $sync = New-Object IO.FileStream([IO.Path]::Combine($folder, 'sync'), [IO.FileMode]::Create, $writing, $shared, $unbuffered)

  Measure-Operation 'null' '[void] [Math]::Abs(1)'
  Measure-Operation 'stat.d0' '[void] [IO.File]::GetAttributes($leaf)'
  Measure-Operation 'stat.d3' '[void] [IO.File]::GetAttributes($deepLeaf)'
  Measure-Operation 'open-close' '[IO.File]::Open($leaf, $open, $reading, $shared).Dispose()'
  Measure-Operation 'create-close' '[IO.File]::Create($created[$i], $unbuffered).Dispose()'
  Measure-Operation 'rename' '[IO.File]::Move($from[$i], $to[$i])'
  Measure-Operation 'read.4k' '[void] $data.Seek(0, $begin); [void] $data.Read($small, 0, 4096)'
  Measure-Operation 'read.256k' '[void] $data.Seek(0, $begin); [void] $data.Read($large, 0, 262144)'
  Measure-Operation 'write.4k' '[void] $data.Seek(0, $begin); $data.Write($small, 0, 4096)'
  Measure-Operation 'list.100' '[void] [IO.Directory]::GetFileSystemEntries($list)'
  Measure-Operation 'fsync' '[void] $sync.Seek(0, $begin); $sync.Write($small, 0, 1); $sync.Flush($true)'
  Measure-Operation 'unlink' '[IO.File]::Delete($created[$i])'
}
catch { $out.WriteLine('{"operation":null,"failed":"' + (Get-Kind $_) + '"}') }
finally {
  foreach ($stream in @($data, $sync)) { if ($null -ne $stream) { $stream.Dispose() } }
}
